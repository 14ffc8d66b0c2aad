"""Answering those who ask for a class: places in the order they asked, a waiting list, and the first day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from certificates.schemes.actions.life import Act, lock_class, lock_trainee, move
from certificates.schemes.actions.progress import recompute
from certificates.schemes.models import Cohort, Traineeship, TraineeshipState
from certificates.schemes.queries.places import in_order, places_of
from certificates.schemes.rules.lifecycle import ASKING
from lms.kit.errors import Refusal
from lms.people.models import Person

State = TraineeshipState


class NobodyAsks(Refusal):
    """An answer is given to somebody."""

    code = "nobody_asks"
    message = _("None of these people waits for an answer. Tick some who do; others may have been answered meanwhile.")


class ClassOver(Refusal):
    """A class that is over takes nobody in."""

    code = "class_over"
    message = _("The class %(cohort)s is over, so nobody can join it any more.")


class NoPlaceFree(Refusal):
    """No more people than places."""

    code = "no_place_free"
    message = _("No place is free for %(name)s. Give their county more places, or the class more in all.")


@dataclass(frozen=True)
class Decided:
    """What came of an approval: who has a place, and who waits for one."""

    approved: tuple[Traineeship, ...]
    waiting: tuple[Traineeship, ...]


@transaction.atomic
def approve(cohort: Cohort, ids: Sequence[int], *, by: Person, at: datetime) -> Decided:
    """Give places to those of ``ids`` (traineeships) who ask, in the order they asked; who gets none waits.

    :raises NobodyAsks: none of them does.
    :raises ClassOver: its last day is past.
    """
    # The lock makes "count, then give" one step: two managers at once give no place twice.
    locked = lock_class(cohort)
    refuse_if_over(locked, at)
    asking = _asking(locked, ids)
    by_id = {each.pk: each for each in asking}
    given = places_of(locked, timezone.localdate(at)).room().give([(each.pk, each.county_id) for each in asking])
    act = Act.of_class(by, at)
    approved = tuple(move(by_id[pk], State.APPROVED, act) for pk in given.given)
    waiting = tuple(move(by_id[pk], State.WAITING, act) for pk in given.waiting)
    _begin_if_it_is_time(locked, at)
    return Decided(approved, waiting)


@transaction.atomic
def refuse(cohort: Cohort, ids: Sequence[int], *, by: Person, reason: str, at: datetime) -> list[Traineeship]:
    """Say no to those of ``ids`` (traineeships) who ask or wait, for one reason that all of them read.

    :raises NobodyAsks: none of them does.
    :raises ReasonMissing: ``reason`` says nothing.
    """
    locked = lock_class(cohort)
    act = Act.of_class(by, at, reason)
    return [move(each, State.REFUSED, act) for each in _asking(locked, ids, State.WAITING)]


@transaction.atomic
def reconsider(traineeship: Traineeship, *, by: Person, at: datetime) -> Traineeship:
    """Take a refusal back: the person asks again, as they asked before.

    :raises MoveRefused: they were not refused.
    """
    trainee = lock_trainee(traineeship)
    asked = trainee.changes.filter(to_state__in=ASKING).order_by("-pk").values_list("to_state", flat=True).first()
    return move(trainee, asked or State.APPLIED, Act.of_class(by, at))


def move_up(cohort: Cohort, *, at: datetime) -> int:
    """Give places that are free to those who wait longest; return how many. The caller has locked the class."""
    if cohort.ends_on < timezone.localdate(at):
        return 0
    waiting = in_order(cohort.traineeships.present().filter(state=State.WAITING).select_related("person", "cohort"))
    if not waiting:
        return 0
    by_id = {each.pk: each for each in waiting}
    given = places_of(cohort, timezone.localdate(at)).room().give([(each.pk, each.county_id) for each in waiting])
    for pk in given.given:
        move(by_id[pk], State.APPROVED, Act.of_system(at))
    _begin_if_it_is_time(cohort, at)
    return len(given.given)


@transaction.atomic
def begin(cohort: Cohort, *, by: Person | None, at: datetime) -> int:
    """Begin the training of everybody in ``cohort`` who has a place; return how many. Their records count at once."""
    locked = lock_class(cohort)
    approved = in_order(locked.traineeships.present().filter(state=State.APPROVED).select_related("person", "cohort"))
    for each in approved:
        move(each, State.RUNNING, Act.of_class(by, at))
    if approved:
        recompute(cohort=locked, person_ids=[each.person_id for each in approved], at=at)
    return len(approved)


def begin_classes(*, at: datetime) -> int:
    """Begin the training of all whose class has reached its first day; return how many."""
    today = timezone.localdate(at)
    approved = Traineeship.objects.present().filter(state=State.APPROVED)
    cohorts = Cohort.objects.filter(pk__in=approved.values("cohort"), starts_on__lte=today, ends_on__gte=today)
    return sum(begin(cohort, by=None, at=at) for cohort in cohorts.order_by("pk"))


def refuse_if_over(cohort: Cohort, at: datetime) -> None:
    """Refuse to take anybody into a class whose last day is past.

    :raises ClassOver: it is.
    """
    if cohort.ends_on < timezone.localdate(at):
        raise ClassOver(cohort=cohort.name)


def refuse_if_full(cohort: Cohort, people: Sequence[tuple[str, int | None]], at: datetime) -> None:
    """Refuse to take ``people``, pairs of a name and a county, into a class without a place for each.

    :raises NoPlaceFree: somebody would get none.
    """
    if cohort.places is None and not cohort.shares.exists():
        return
    room = places_of(cohort, timezone.localdate(at)).room()
    room.give((number, county) for number, (_name, county) in enumerate(people))
    if room.waiting:
        raise NoPlaceFree(name=people[room.waiting[0]][0])


def _asking(cohort: Cohort, ids: Sequence[int], *also: str) -> list[Traineeship]:
    wanted = cohort.traineeships.present().filter(pk__in=ids, state__in=[*ASKING, *also])
    found = in_order(wanted.select_related("person", "cohort").select_for_update(of=("self",)))
    if not found:
        raise NobodyAsks
    return found


def _begin_if_it_is_time(cohort: Cohort, at: datetime) -> None:
    """Whoever gets a place in a class that is running goes in at once."""
    if cohort.starts_on <= timezone.localdate(at):
        begin(cohort, by=None, at=at)
