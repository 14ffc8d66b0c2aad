"""What the register hears."""

from typing import Any

from django.dispatch import receiver

from certificates.schemes.signals import completion_changed
from lms.kit.queue import later


@receiver(completion_changed, dispatch_uid="register.tell_issuers")
def completion_moved(traineeship_ids: list[int], **_more: Any) -> None:
    """A certificate may have lost what it rests on; whether it is revoked is for people to decide."""
    later("register.tell_issuers", traineeship_ids=traineeship_ids)
