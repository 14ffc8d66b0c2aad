"""Asking for a place in a class: for oneself, or for the people of one's institution."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from certificates.schemes.actions.deciding import move_up
from certificates.schemes.actions.life import Act, lock_class, lock_trainee, move
from certificates.schemes.models import Cohort, Traineeship, TraineeshipState
from certificates.schemes.queries.places import counties_of
from certificates.schemes.rules.lifecycle import HOLDING, Hand
from lms.kit.errors import Refusal
from lms.people.models import Person, RosterEntry

State = TraineeshipState
_IN_HAND = {State.APPLIED, State.NOMINATED, State.WAITING, *HOLDING}


class NotOpen(Refusal):
    """A class takes applications until a day."""

    code = "class_not_open"
    message = _("The class %(cohort)s takes no applications now. Look for another class.")


class NotDue(Refusal):
    """A class is for the people of a roster."""

    code = "not_due_for_class"
    message = _("The class %(cohort)s is not for %(name)s: they are not on its roster. Ask %(organiser)s.")


class NobodyNominated(Refusal):
    """A nomination names somebody who has not asked yet."""

    code = "nobody_nominated"
    message = _("Nobody was nominated: tick people who are not in the class and have not asked for it yet.")


@dataclass(frozen=True)
class Nominated:
    """Whom a nomination put forward, and who had asked already."""

    new: tuple[Traineeship, ...]
    known: tuple[Traineeship, ...]


@transaction.atomic
def apply(cohort: Cohort, *, person: Person, at: datetime) -> Traineeship:
    """Ask for a place for oneself, or return what is in hand already.

    :raises NotOpen: the class takes no applications at ``at``.
    :raises NotDue: it is not for this person.
    :raises BegunBefore: they were in it before.
    """
    locked = lock_class(cohort)
    counties = _counties(locked, [person], at)
    trainee: Traineeship | None = (
        locked.traineeships.present().select_related("cohort", "person").filter(person=person).first()
    )
    if trainee and trainee.state in _IN_HAND:
        return trainee
    trainee = trainee or Traineeship(cohort=locked, person=person, enrolled_at=None)
    trainee.county_id = counties.get(person.pk)
    return move(trainee, State.APPLIED, Act(Hand.PERSON, person, at))


@transaction.atomic
def nominate(cohort: Cohort, people: Sequence[Person], *, by: Person, at: datetime) -> Nominated:
    """Ask for places for ``people``, whom the caller has found to be ``by``'s own; who has asked already stays so.

    :raises NotOpen: the class takes no nominations at ``at``.
    :raises NotDue: it is not for one of them.
    :raises NobodyNominated: nobody is new.
    :raises BegunBefore: one of them was in it before.
    """
    locked = lock_class(cohort)
    counties = _counties(locked, people, at)
    present = locked.traineeships.present().select_related("cohort", "person").filter(person__in=people)
    known = {each.person_id: each for each in present}
    in_hand = tuple(each for each in known.values() if each.state in _IN_HAND)
    passed_over = {each.person_id for each in in_hand}
    new = []
    for person in people:
        if person.pk not in passed_over:
            trainee = known.get(person.pk) or Traineeship(cohort=locked, person=person, enrolled_at=None)
            trainee.county_id = counties.get(person.pk)
            new.append(move(trainee, State.NOMINATED, Act(Hand.INSTITUTION, by, at)))
    if not new:
        raise NobodyNominated
    return Nominated(tuple(new), in_hand)


@transaction.atomic
def give_up(traineeship: Traineeship, *, at: datetime) -> Traineeship:
    """Take one's own application, nomination or place back before the class begins; who waits longest moves up.

    :raises MoveRefused: there is nothing to take back, or the training has begun.
    """
    trainee = lock_trainee(traineeship)
    moved = move(trainee, State.WITHDRAWN, Act(Hand.PERSON, trainee.person, at))
    move_up(trainee.cohort, at=at)
    return moved


@transaction.atomic
def take_nomination_back(traineeship: Traineeship, *, by: Person, reason: str, at: datetime) -> Traineeship:
    """Take back that somebody of one's institution was put forward; who waits longest moves up.

    :raises MoveRefused: there is nothing to take back, or the training has begun.
    :raises ReasonMissing: ``reason`` says nothing.
    """
    trainee = lock_trainee(traineeship)
    moved = move(trainee, State.WITHDRAWN, Act(Hand.INSTITUTION, by, at, reason))
    move_up(trainee.cohort, at=at)
    return moved


def _counties(cohort: Cohort, people: Sequence[Person], at: datetime) -> dict[int, int]:
    """Return the counties of ``people``, if the class is open to each of them."""
    today = timezone.localdate(at)
    if not Cohort.objects.open_on(today).filter(pk=cohort.pk).exists():
        raise NotOpen(cohort=cohort.name)
    named = RosterEntry.objects.filter(roster=cohort.due_roster_id, person__in=people).on(today)
    due = set(named.values_list("person", flat=True))
    for person in people:
        if person.pk not in due:
            raise NotDue(cohort=cohort.name, name=person.name, organiser=cohort.organiser.name)
    return counties_of(cohort, due, today)
