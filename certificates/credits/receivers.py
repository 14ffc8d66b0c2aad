"""What credits hear."""

from typing import Any

from django.dispatch import receiver

from certificates.credits.signals import credits_changed
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


@receiver([records_written, credits_changed], dispatch_uid="credits.refresh_outlooks")
def refresh_outlooks(person_ids: list[int], **_more: Any) -> None:
    """Who did something has a smaller gap, or one thing less that would close it."""
    later("credits.refresh_outlooks", person_ids=person_ids)
