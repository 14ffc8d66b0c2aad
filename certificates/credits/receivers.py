"""What credits hear."""

from typing import Any

from django.dispatch import receiver

from lms.kit.queue import later
from lms.records.signals import records_written


@receiver(records_written, dispatch_uid="credits.award")
def award(record_ids: list[int], **_more: Any) -> None:
    """New records may earn credit, and reversed ones lose it."""
    later("credits.award", record_ids=record_ids)


@receiver(records_written, dispatch_uid="credits.follow_records")
def follow_records(record_ids: list[int], **_more: Any) -> None:
    """A certificate from elsewhere does not outlive its record."""
    later("credits.follow_records", record_ids=record_ids)
