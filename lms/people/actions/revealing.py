"""Showing whole ID numbers: for a stated purpose, so many a day, and told to the person concerned."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.audit.actions import record, record_each
from lms.audit.looks import EXPORTED, REVEALED
from lms.audit.models import Entry
from lms.kit.errors import Refusal
from lms.people.models import Person
from lms.people.purposes import LONGEST, SHORTEST, Purpose

PERMISSION = "people.reveal_id_number"


class NotYours(Refusal):
    """Somebody without the permission, or outside their scope."""

    code = "id_number_not_yours"
    message = _("You may not see the ID numbers of these people. Ask who looks after them.")


class PurposeMissing(Refusal):
    """No purpose of the list, or words that explain nothing."""

    code = "id_number_purpose_missing"
    message = _("Choose a purpose and explain it in at least %(shortest)s characters. The person concerned reads it.")


class NoIdNumber(Refusal):
    """Nothing is on file."""

    code = "id_number_missing"
    message = _("No ID number of this person is on file.")


class RevealsUsedUp(Refusal):
    """As many as one may see in a day."""

    code = "id_numbers_used_up"
    message = _("You may see %(limit)s ID numbers a day this way. Go on tomorrow, or ask the administrator.")


@transaction.atomic
def look_at_person(person: Person, *, by: Person, at: datetime, what: str = "people.person.viewed") -> None:
    """Write down that ``by`` opened a page about ``person``, who can see it; of one's own page nothing is said.

    :param what: one of :data:`lms.audit.looks.LOOKS`.
    """
    if person.pk != by.pk:
        record(what, actor=by, subject=person, at=at)


@transaction.atomic
def reveal_id_number(*, person_id: int, purpose: str, why: str, by: Person, at: datetime) -> str:
    """Return the whole ID number of one person, and write down who saw it and why.

    :param purpose: one of :class:`Purpose`.
    :param why: the purpose in one's own words.
    :raises NotYours: ``by`` lacks the permission, or the person is outside their scope.
    :raises PurposeMissing: no purpose is stated.
    :raises NoIdNumber: there is none on file.
    :raises RevealsUsedUp: ``by`` has seen as many today as one may.
    """
    person: Person | None = Person.objects.visible_to(by).filter(pk=person_id).first()
    if person is None:
        raise NotYours
    said = stated(purpose, why, by)
    if not person.id_number_sealed:
        raise NoIdNumber
    _count(REVEALED, 1, settings.ID_NUMBERS_A_DAY, by, at)
    record(REVEALED, actor=by, subject=person, at=at, **said)
    return person.id_number


@transaction.atomic
def note_exported(
    people: QuerySet[Any, Any], *, job: int, purpose: str, why: str, by: Person, at: datetime
) -> frozenset[int]:
    """Write down, with each of ``people``, that their whole ID number goes into a file of ``by``'s, and why.

    :param people: a query of their ids.
    :param job: the number of the job that makes the file. Run again, it notes nobody a second time.
    :return: the ids of those whose number may go in: inside the scope of ``by``, and on file. The others stay masked.
    :raises NotYours: ``by`` lacks the permission.
    :raises PurposeMissing: no purpose is stated.
    :raises RevealsUsedUp: more than one may take along in a day.
    """
    said = stated(purpose, why, by)
    whole = list(Person.objects.visible_to(by).filter(pk__in=people).exclude(id_number_sealed=None))
    # Two deliveries of one job wait for each other: the second finds what the first has noted.
    _lock(by)
    told = set(_done(EXPORTED, by).filter(data__job=job).values_list("subject_id", flat=True))
    new = [person for person in whole if str(person.pk) not in told]
    _count(EXPORTED, len(new), settings.ID_NUMBERS_EXPORTED_A_DAY, by, at)
    record_each(EXPORTED, actor=by, subjects=new, at=at, job=job, **said)
    return frozenset(person.pk for person in whole)


def stated(purpose: str, why: str, by: Person) -> dict[str, str]:
    """Return a purpose of ``by``'s as it is written down.

    :raises NotYours: ``by`` lacks the permission.
    :raises PurposeMissing: it is none of the list, or says too little.
    """
    if not by.has_perm(PERMISSION):
        raise NotYours
    words = " ".join(why.split())[:LONGEST]
    if purpose not in Purpose.values or len(words) < SHORTEST:
        raise PurposeMissing(shortest=SHORTEST)
    return {"purpose": purpose, "why": words}


def _count(verb: str, number: int, limit: int, by: Person, at: datetime) -> None:
    """Refuse what would be over ``limit`` on this day."""
    # "Count, then write" is one step: two windows of the same person wait for each other.
    _lock(by)
    day = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    if _done(verb, by).filter(at__gte=day).count() + number > limit:
        raise RevealsUsedUp(limit=limit)


def _lock(by: Person) -> None:
    Person.objects.select_for_update().get(pk=by.pk)


def _done(verb: str, by: Person) -> QuerySet[Entry]:
    return Entry.objects.filter(actor_id=str(by.pk), verb=verb)
