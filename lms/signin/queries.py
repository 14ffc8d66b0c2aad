"""Who has to show a second factor."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.utils import timezone

from lms.people.models import Appointment

# Recovery codes stand in for a factor and are none by themselves.
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def needs_second_factor(person: Any) -> bool:
    """Return whether ``person`` is a superuser or holds an appointment today."""
    if person.is_superuser:
        return True
    held: bool | None = getattr(person, "holds_role", None)
    if held is None:
        held = bool(Appointment.objects.on(timezone.localdate()).filter(person=person.pk).exists())
    return held


def has_factor(person: Any) -> bool:
    """Return whether ``person`` has set up an authenticator app or a passkey."""
    return bool(Authenticator.objects.filter(user=person.pk, type__in=FACTORS).exists())
