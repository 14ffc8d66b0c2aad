"""What the register hears."""

from typing import Any

from django.dispatch import receiver

from certificates.schemes.signals import completion_changed
from lms.kit.queue import later
from lms.records.signals import records_taken_back


@receiver(completion_changed, dispatch_uid="register.question_unfounded")
def completion_moved(traineeship_ids: list[int], **_more: Any) -> None:
    """A certificate may have lost what it rests on; whether it is revoked is for people to decide."""
    later("register.question_unfounded", traineeship_ids=traineeship_ids)


@receiver(records_taken_back, dispatch_uid="register.raise_doubts")
def records_lost(record_ids: list[int], **_more: Any) -> None:
    """Certificates may rest on a record that does not count any more."""
    later("register.raise_doubts", record_ids=record_ids)
