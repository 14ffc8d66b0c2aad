"""Computing the figures of a programme anew, from posts, rosters and records, and saying what was different."""

import logging
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from django.db import transaction

from lms.audit.actions import record
from lms.coverage.actions.counting import count_everybody
from lms.coverage.actions.keeping import keep_standings, replace_figures
from lms.coverage.actions.settling import is_rebuilding, settle
from lms.coverage.actions.staging import CHANGED, at_one_time, count, stage_figures, staged
from lms.coverage.models import Programme, ProgrammeVersion, RollUp
from lms.coverage.queries.reckoning import Rule, rule_of
from lms.coverage.queries.waiting import people_waiting
from lms.jobs.registry import Progress

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
    programme: Programme,
    *,
    day: date,
    at: datetime,
    version: ProgrammeVersion | None = None,
    closed: bool = False,
    progress: Progress | None = None,
) -> Rebuilt | None:
    """Compute the figures of ``programme`` as of ``day`` anew, beside those that are kept, and put them in their place.

    Readers and writers go on meanwhile. ``None`` where no version is in force on ``day``, or somebody else is at it.
    Where none are kept that could be shown, they are counted part by part.

    :param version: by this one; the one in force on ``day`` by default.
    :param closed: of what there was at the end of ``day``, beside the figures that go on.
    :param progress: hears of each part.
    """
    version = version or ProgrammeVersion.objects.in_force(programme, day)
    held = _begin(version, day if closed else None, at) if version else None
    if version is None or held is None:
        return None
    rule = rule_of(programme, version, day, closed=closed, roll_up=held.pk)
    try:
        rebuilt = _count(rule, at, progress) if held.day is None else _compare(rule, at)
    except BaseException:
        _give_up(held.pk)
        raise
    settle(at=at)
    return rebuilt


@transaction.atomic
def _begin(version: ProgrammeVersion, closed_on: date | None, at: datetime) -> RollUp | None:
    """Say that figures are being computed, so that increments wait; return whose, ``None`` if somebody else does.

    Those of a day that is over by another rule are nobody's any more.
    """
    found, _made = RollUp.objects.get_or_create(programme=version.programme, closed_on=closed_on)
    held = RollUp.objects.select_for_update().get(pk=found.pk)
    if is_rebuilding(held, at):
        return None
    if closed_on and held.version_id != version.pk:
        held.day = held.version = held.rebuilt_at = None
    held.rebuilding_since = at
    held.save()
    return held


def _give_up(roll_up_id: int) -> None:
    RollUp.objects.filter(pk=roll_up_id).update(rebuilding_since=None)


def _count(rule: Rule, at: datetime, progress: Progress | None) -> Rebuilt:
    """Count what is shown once all of it is there."""
    changed = count_everybody(rule, progress)
    with transaction.atomic():
        held = RollUp.objects.select_for_update().get(pk=cast("int", rule.roll_up))
        _now_of(held, rule, at)
    return Rebuilt(standings=changed, figures=held.figures.count(), unexplained=0)


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
