"""Computing the figures of a programme anew, from posts, rosters and records, and saying what was different."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import cast

from django.db import transaction

from lms.audit.actions import record
from lms.coverage.actions.counting import count_outline, count_people
from lms.coverage.actions.keeping import forget_figures, keep_standings, replace_figures
from lms.coverage.actions.settling import is_rebuilding, settle
from lms.coverage.actions.staging import CHANGED, at_one_time, count, stage_figures, staged
from lms.coverage.models import Programme, ProgrammeVersion, RollUp
from lms.coverage.queries.reckoning import Rule, rule_of
from lms.coverage.queries.waiting import people_waiting
from lms.jobs.registry import Progress
from lms.kit.queue import later
from lms.people.models import Division

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Rebuilt:
    """What a rebuild found: how many standings and figures it changed, and how many of them nothing explains.

    On the day and by the version the figures were of, what increments had must be what is computed anew; of people
    who are still marked it need not.
    """

    standings: int
    figures: int
    unexplained: int


def rebuild(
    programme: Programme, *, day: date, at: datetime, version: ProgrammeVersion | None = None, closed: bool = False
) -> Rebuilt | None:
    """Compute the figures of ``programme`` as of ``day`` anew, beside those that are kept, and put them in their place.

    Readers and writers go on meanwhile. ``None`` where no version is in force on ``day``, or somebody else is at it.

    :param version: by this one; the one in force on ``day`` by default.
    :param closed: of what there was at the end of ``day``, beside the figures that go on.
    """
    version = version or ProgrammeVersion.objects.in_force(programme, day)
    return _rebuild(rule_of(programme, version, day, closed=closed), at) if version else None


def rebuild_day(
    programme: Programme, day: date, *, at: datetime, first: Division | None = None, progress: Progress | None = None
) -> Rebuilt | None:
    """Do the same for the end of a day that is over, and say how far it is.

    :param first: where the day is not there yet, only who is placed in this division; a worker counts the rest later.
    :raises Cancelled: the owner of the job asked to stop.
    """
    version = ProgrammeVersion.objects.in_force(programme, day)
    return _rebuild(rule_of(programme, version, day, closed=True), at, first, progress) if version else None


def outline_day(programme: Programme, day: date, *, at: datetime, progress: Progress | None = None) -> bool:
    """Count an outline of the end of a day that is over, for a worker to count everybody later.

    :return: whether it was; not where no rule was in force, or somebody else is at it.
    :raises Cancelled: the owner of the job asked to stop.
    """
    version = ProgrammeVersion.objects.in_force(programme, day)
    if version is None:
        return False
    asked = rule_of(programme, version, day, closed=True)
    with _begun(asked, at, is_outline=True) as held:
        if held is None:
            return False
        rule = replace(asked, roll_up=held.pk)
        count_outline(rule, progress)
        with transaction.atomic():
            _now_of(RollUp.objects.select_for_update().get(pk=held.pk), rule, at)
            whole, _made = RollUp.objects.get_or_create(programme=programme, closed_on=day, is_outline=False)
            if whole.day is None or whole.is_partial:
                _count_later(rule)
            else:
                _forget_outline(rule)
    return True


def _rebuild(
    asked: Rule, at: datetime, first: Division | None = None, progress: Progress | None = None
) -> Rebuilt | None:
    with _begun(asked, at) as held:
        if held is None:
            return None
        rule, is_there = replace(asked, roll_up=held.pk), held.day and not held.is_partial
        rebuilt = _compare(rule, at) if is_there else _count(rule, at, first, progress)
    settle(at=at)
    return rebuilt


@contextmanager
def _begun(asked: Rule, at: datetime, *, is_outline: bool = False) -> Iterator[RollUp | None]:
    """Hold what is being computed, if nobody else does; what breaks off is given up."""
    held = _begin(asked, at, is_outline=is_outline)
    if held is None:
        yield None
        return
    try:
        yield held
    except BaseException:
        RollUp.objects.filter(pk=held.pk).update(rebuilding_since=None)
        raise


@transaction.atomic
def _begin(asked: Rule, at: datetime, *, is_outline: bool) -> RollUp | None:
    """Say that figures are being computed, so that increments wait; return whose, ``None`` if somebody else does.

    What broke off, a day that is over by another rule, and an outline is begun anew.
    """
    closed_on = asked.day if asked.closed else None
    found, _made = RollUp.objects.get_or_create(programme=asked.programme, closed_on=closed_on, is_outline=is_outline)
    held = RollUp.objects.select_for_update().get(pk=found.pk)
    if is_rebuilding(held, at):
        return None
    if is_outline or held.day is None or (closed_on and held.version_id != asked.version.pk):
        forget_figures(held)
    held.rebuilding_since = at
    held.save()
    return held


def _count(rule: Rule, at: datetime, first: Division | None, progress: Progress | None) -> Rebuilt:
    """Count what is shown once all of it is there, everywhere or in the division ``first``."""
    counted = list(RollUp.objects.get(pk=cast("int", rule.roll_up)).areas.all())
    changed = count_people(rule, first, counted=counted, progress=progress)
    with transaction.atomic():
        held = RollUp.objects.select_for_update().get(pk=cast("int", rule.roll_up))
        held.is_partial = first is not None
        held.areas.set([*counted, first] if first else [])
        _now_of(held, rule, at)
        if first:
            _count_later(rule)
        elif rule.closed:
            _forget_outline(rule)
    return Rebuilt(standings=changed, figures=held.figures.count(), unexplained=0)


def _count_later(rule: Rule) -> None:
    """Have a worker count whoever is not counted yet."""
    later("coverage.count_rest", programme_id=rule.programme.pk, as_of=rule.day.isoformat())


def _forget_outline(rule: Rule) -> None:
    """Let go of the outline of a day of which everybody is counted; one that is being counted lets go of itself."""
    outlines = RollUp.objects.filter(programme=rule.programme, closed_on=rule.day, is_outline=True)
    for outline in outlines.filter(rebuilding_since=None):
        forget_figures(outline)
        outline.delete()


def _compare(rule: Rule, at: datetime) -> Rebuilt:
    """Compute everything beside what is kept."""
    with at_one_time(), staged(rule) as changed:
        stage_figures(rule, moved=False)
        return _swap(rule, changed, at)


def _now_of(held: RollUp, rule: Rule, at: datetime) -> None:
    """Say what the figures are of, and that they are computed."""
    held.day, held.version, held.changed_at, held.rebuilt_at = rule.day, rule.version, at, at
    held.rebuilding_since = None
    held.save()


@transaction.atomic
def _swap(rule: Rule, changed: int, at: datetime) -> Rebuilt:
    """Put what was computed into the place of what is kept, in one transaction, and write down what was unexplained."""
    held = RollUp.objects.select_for_update().get(pk=cast("int", rule.roll_up))
    same = held.day == rule.day and held.version_id == rule.version.pk
    waiting = people_waiting(held) if changed and same else set()
    explained = count(CHANGED, among=waiting)
    keep_standings(rule)
    figures = replace_figures(rule)
    # Where people wait, the figures differ by them.
    unexplained = (changed - explained or (0 if explained else figures)) if same else 0
    _now_of(held, rule, at)
    if unexplained:
        said = {"standings": changed - explained, "figures": figures, "as_of": rule.day.isoformat()}
        record("coverage.rollup.corrected", actor=None, subject=rule.programme, at=at, **said)
        log.warning("roll-up of programme %s differed: %s", rule.programme.pk, said)
    return Rebuilt(standings=changed, figures=figures, unexplained=unexplained)
