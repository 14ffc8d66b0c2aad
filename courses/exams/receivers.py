"""What exams hear."""

from typing import Any

from django.dispatch import receiver

from lms.kit.queue import later
from lms.records.signals import records_written


@receiver(records_written, dispatch_uid="exams.keep_mistakes")
def keep_mistakes(record_ids: list[int], **_more: Any) -> None:
    """A result that is new, or another than before, changes what was wrong."""
    later("exams.keep_mistakes", record_ids=record_ids)
