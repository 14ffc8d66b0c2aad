"""Changing what is known of one person."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.audit.actions import record
from lms.kit.errors import Refusal
from lms.people.models import Person


class PhoneTaken(Refusal):
    """The mobile number is somebody else's."""

    code = "phone_taken"
    message = _("This mobile number belongs to somebody else.")


class RoleHolder(Refusal):
    """The phone is the key to an account with powers over others."""

    code = "role_holder"
    message = _("This person holds an administrative role. Only an administrator may change their number.")


@transaction.atomic
def edit_contacts(*, person_id: int, name: str, phone: str | None, is_active: bool, by: Person, at: datetime) -> Person:
    """Correct a person's name, mobile number and right to sign in. Who may do so for whom is the caller's to ask.

    :param phone: 11 digits, already checked; ``None`` or ``""`` takes the number away.
    :raises PhoneTaken: somebody else has this number.
    :raises RoleHolder: the person holds a role, or will, and ``by`` is no administrator.
    """
    person: Person = Person.objects.select_for_update().get(pk=person_id)
    wanted = {"name": name, "phone": phone or None, "is_active": is_active}
    changed = [field for field, value in wanted.items() if getattr(person, field) != value]
    if not changed:
        return person
    holds_role = person.is_superuser or person.appointments.on_or_after(timezone.localdate(at)).exists()
    guarded = person.pk != by.pk and holds_role
    if {"phone", "is_active"} & set(changed) and guarded and not by.is_superuser:
        raise RoleHolder
    if phone and Person.objects.filter(phone=phone).exclude(pk=person.pk).exists():
        raise PhoneTaken
    for field in changed:
        setattr(person, field, wanted[field])
    person.save(update_fields=changed)
    # Which fields, never their values: the log is no second copy of people's data.
    record("people.person.edited", actor=by, subject=person, at=at, fields=sorted(changed))
    return person
