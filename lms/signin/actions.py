"""What signing in writes down."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.mfa.utils import decrypt
from django.db import transaction

from lms.audit.actions import record
from lms.people.models import Person


@transaction.atomic
def open_session(*, person_id: int, how: list[str], at: datetime) -> Person:
    """Write down that somebody signed in; the first time, the account the roster made becomes theirs.

    :param how: the proofs given, in order, such as ``["code", "mfa"]``.
    """
    person: Person = Person.objects.select_for_update().get(pk=person_id)
    if person.claimed_at is None:
        person.claimed_at = at
        person.save(update_fields=["claimed_at"])
        record("signin.account.claimed", actor=person, subject=person, at=at)
    record("signin.session.opened", actor=person, subject=person, at=at, how=how)
    return person


@transaction.atomic
def note_factor(*, person: Person, done: str, factor: str, at: datetime) -> None:
    """Write down that ``person`` added, removed or renewed a second factor.

    :param done: ``"added"``, ``"removed"`` or ``"renewed"``.
    :param factor: the kind, such as ``"totp"``.
    """
    record(f"signin.factor.{done}", actor=person, subject=person, at=at, factor=factor)


@transaction.atomic
def remove_factors(*, person: Person, by: Person | None, at: datetime) -> int:
    """Take every second factor from somebody who has lost them, recovery codes included; return how many.

    Who holds a role sets up new ones at the next sign-in. ``by`` has made sure that it is the person who asks.
    """
    removed: int = Authenticator.objects.filter(user=person).delete()[0]
    record("signin.factor.lost", actor=by, subject=person, at=at, removed=removed)
    return removed


@transaction.atomic
def enrol_totp(person: Person, secret: str | None = None) -> str:
    """Give ``person`` an authenticator app and return its secret. For set-up commands, such as the demo's.

    :param secret: 32 base32 characters; ``None`` keeps the one already there, or makes one.
    """
    held = Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).first()
    if held is not None:
        kept: str = decrypt(held.data["secret"])
        if secret in (None, kept):
            return kept
        held.delete()
    secret = secret or generate_totp_secret()
    TOTP.activate(person, secret)
    return secret
