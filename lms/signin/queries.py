"""Who has to show a second factor."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef
from django.utils import timezone

from lms.people.models import Appointment, Person
from lms.people.roles import Role

# Recovery codes stand in for a factor and are none by themselves.
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def person_for_request(person_id: Any) -> Person | None:
    """Return the person with ``holds_role`` known, in one query.

    Whose last appointment as an administrator has ended is none from that midnight on, whatever the row still says.
    """
    own = Appointment.objects.filter(person=OuterRef("pk"))
    held, ruling = own.on(timezone.localdate()), own.filter(role=Role.ADMINISTRATOR)
    known = Person.objects.annotate(
        holds_role=Exists(held),
        has_ruled=Exists(ruling),
        rules=Exists(ruling.on(timezone.localdate())),
    )
    person: Any = known.filter(pk=person_id).first()
    if person is not None and person.has_ruled and not person.rules:
        person.is_superuser = False
    return person  # type: ignore[no-any-return]


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
