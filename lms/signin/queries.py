"""Who has to show a second factor."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef
from django.utils import timezone

from lms.people.models import Appointment, Person

# Recovery codes stand in for a factor and are none by themselves.
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def person_for_request(person_id: Any) -> Person | None:
    """Return the person with ``holds_role`` known, in one query."""
    held = Appointment.objects.on(timezone.localdate()).filter(person=OuterRef("pk"))
    person: Person | None = Person.objects.annotate(holds_role=Exists(held)).filter(pk=person_id).first()
    return person


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
