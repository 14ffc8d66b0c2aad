"""Making and ending tokens, and writing down what is read by them."""

import os
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.api import queries
from lms.api.models import ApiToken, ApiUse
from lms.api.rules import LONGEST_DAYS, RANDOM_BYTES, digest_of, head_of, hour_of, token_of
from lms.audit.actions import record
from lms.kit.errors import Refusal
from lms.people.models import Person
from lms.signin.queries import has_factor

MOST_STANDING = 20


class NothingToRead(Refusal):
    """A token that may read nothing, or more than its person."""

    code = "token_abilities"
    message = _("Choose what the token may read, from what you may see yourself.")


class LivesTooLong(Refusal):
    """A token for longer than a year, or for no time at all."""

    code = "token_days"
    message = _("A token is valid for 1 to %(most)s days. Make a new one when it ends.")


class NoSecondFactor(Refusal):
    """Tokens are made by people who have shown more than a password."""

    code = "token_needs_second_factor"
    message = _("Set up an authenticator app or a passkey first: a token is as good as signing in.")


class TooManyTokens(Refusal):
    """So many keys that nobody knows what they are for."""

    code = "too_many_tokens"
    message = _("You have %(most)s tokens that work. Revoke one that is not needed any more.")


@transaction.atomic
def make_token(*, person: Person, name: str, abilities: Sequence[str], days: int, at: datetime) -> tuple[ApiToken, str]:
    """Make a token that reads as ``person``; return it and its text, which is not kept and cannot be shown again.

    :raises NothingToRead: ``abilities`` is empty, or goes beyond what ``person`` may see.
    :raises LivesTooLong: ``days`` is none or more than a year.
    :raises NoSecondFactor: ``person`` has none.
    :raises TooManyTokens: ``person`` has as many as anybody may have.
    """
    if not abilities or set(abilities) - set(queries.abilities_open_to(person)):
        raise NothingToRead
    if not 1 <= days <= LONGEST_DAYS:
        raise LivesTooLong(most=LONGEST_DAYS)
    if not has_factor(person):
        raise NoSecondFactor
    # The lock makes "count, then insert" one step.
    Person.objects.select_for_update().get(pk=person.pk)
    standing = ApiToken.objects.standing().filter(person=person)
    if sum(at < each.expires_at for each in standing) >= MOST_STANDING:
        raise TooManyTokens(most=MOST_STANDING)
    text = token_of(os.urandom(RANDOM_BYTES))
    token = ApiToken.objects.create(
        person=person,
        name=name,
        head=head_of(text),
        digest=digest_of(text),
        abilities=sorted(set(abilities)),
        days=days,
        made_at=at,
    )
    record("api.token.made", actor=person, subject=token, at=at, abilities=token.abilities, days=days)
    return token, text


@transaction.atomic
def revoke_token(token: ApiToken, *, by: Person, at: datetime) -> None:
    """End ``token`` at once; one that was revoked before stays as it is."""
    if ApiToken.objects.standing().filter(pk=token.pk).update(revoked_at=at, revoked_by=by):
        record("api.token.revoked", actor=by, subject=token, at=at)


@transaction.atomic
def note_call(token: ApiToken, route: str, *, at: datetime) -> None:
    """Count one call of ``route``. The audit log is told once the hour is over."""
    hour, today = hour_of(at), timezone.localdate(at)
    same = ApiUse.objects.filter(token=token, route=route, hour=hour)
    if not same.update(calls=F("calls") + 1):
        # Somebody else may write the same row between the two: then it is theirs that counts on.
        _use, made = ApiUse.objects.get_or_create(token=token, route=route, hour=hour)
        if not made:
            same.update(calls=F("calls") + 1)
    if token.last_used_on != today:
        ApiToken.objects.filter(pk=token.pk).update(last_used_on=today)


@transaction.atomic
def note_person(token: ApiToken, person: Person, *, at: datetime) -> None:
    """Write down that a program opened ``person``; the person can see it."""
    record("api.person.viewed", actor=token.person, subject=person, at=at, token=str(token))


@transaction.atomic
def tell_uses(*, at: datetime) -> int:
    """Tell the audit log of the hours that are over, one entry a token, route and hour; return how many."""
    over = ApiUse.objects.select_for_update(of=("self",)).filter(hour__lt=hour_of(at))
    uses = list(over.select_related("token__person").order_by("hour", "pk"))
    for use in uses:
        said = {"route": use.route, "count": use.calls}
        end = use.hour + timedelta(hours=1)
        record("api.token.used", actor=use.token.person, subject=use.token, at=end, **said)
    ApiUse.objects.filter(pk__in=[use.pk for use in uses]).delete()
    return len(uses)
