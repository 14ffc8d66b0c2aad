"""Computing the figures of a programme anew, from posts, rosters and records, and saying what was different."""

import logging
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from django.db import connection, transaction

from lms.audit.actions import record
from lms.coverage.actions.keeping import keep_standings, replace_figures
from lms.coverage.actions.settling import is_rebuilding, settle
from lms.coverage.actions.staging import CHANGED, count, stage_figures, staged
from lms.coverage.models import Programme, ProgrammeVersion, RollUp
from lms.coverage.queries.reckoning import Rule, rule_of
from lms.coverage.queries.waiting import people_waiting

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
    held = _begin(programme, day if closed else None, at) if version else None
    if version is None or held is None:
        return None
    rule = rule_of(programme, version, day, closed=closed, roll_up=held)
    try:
        with at_one_time(), staged(rule) as changed:
            stage_figures(rule, moved=False)
            rebuilt = _swap(rule, changed, at)
    except BaseException:
        _give_up(held)
        raise
    settle(at=at)
    return rebuilt


def at_one_time() -> AbstractContextManager[object]:
    """PostgreSQL keeps temporary tables with a transaction; SQLite would let nobody else write during one."""
    return transaction.atomic() if connection.vendor == "postgresql" else nullcontext()


@transaction.atomic
def _begin(programme: Programme, closed_on: date | None, at: datetime) -> int | None:
    """Say that figures are being computed, so that increments wait; return whose, ``None`` if somebody else does."""
    found, _made = RollUp.objects.get_or_create(programme=programme, closed_on=closed_on)
    held = RollUp.objects.select_for_update().get(pk=found.pk)
    if is_rebuilding(held, at):
        return None
    held.rebuilding_since = at
    held.save(update_fields=["rebuilding_since"])
    return held.pk


def _give_up(roll_up_id: int) -> None:
    RollUp.objects.filter(pk=roll_up_id).update(rebuilding_since=None)


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
    held.day, held.version, held.changed_at, held.rebuilt_at = rule.day, rule.version, at, at
    held.rebuilding_since = None
    held.save()
    if unexplained:
        said = {"standings": changed - explained, "figures": figures, "as_of": rule.day.isoformat()}
        record("coverage.rollup.corrected", actor=None, subject=rule.programme, at=at, **said)
        log.warning("roll-up of programme %s differed: %s", rule.programme.pk, said)
    return Rebuilt(standings=changed, figures=figures, unexplained=unexplained)
