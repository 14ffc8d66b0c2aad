"""What schemes hear."""

from typing import Any

from django.dispatch import receiver

from certificates.credits.signals import credits_changed
from lms.kit.queue import later
from lms.records.signals import records_written


@receiver(records_written, dispatch_uid="schemes.recompute.records")
def records_changed(person_ids: list[int], **_more: Any) -> None:
    """New and reversed records move progress."""
    later("schemes.recompute", person_ids=person_ids)


@receiver(credits_changed, dispatch_uid="schemes.recompute.credits")
def credits_moved(person_ids: list[int], **_more: Any) -> None:
    """So does credit, which is awarded a moment after the record."""
    later("schemes.recompute", person_ids=person_ids)
