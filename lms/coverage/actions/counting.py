"""Counting what nobody is shown yet: so many people at a time, as many times at once as there are processors."""

import os
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import closing
from typing import cast

from django.db import connection, transaction
from django.db.models.functions import Now

from lms.coverage.actions.keeping import add_figures, keep_standings
from lms.coverage.actions.staging import at_one_time, drop, stage_figures, stage_outline, staged
from lms.coverage.models import RollUp
from lms.coverage.queries.place import Place
from lms.coverage.queries.reckoning import People, Rule, beyond, bounds, dialect, near
from lms.jobs.registry import Progress
from lms.people.models import Division

PEOPLE_AT_ONCE = 10_000
# Each has a connection of its own. The database has the work: where it stands elsewhere it is taken to be as large.
CONNECTIONS = min(os.cpu_count() or 1, 16)
# Counts a part, and returns how many standings changed.
_Count = Callable[[Rule, People], int]


def count_people(
    rule: Rule, area: Division | None = None, *, counted: Sequence[Division] = (), progress: Progress | None = None
) -> int:
    """Bring the roll-up of ``rule`` to what holds now, part by part; return how many standings changed.

    Whoever calls it has said that the roll-up is being computed, and shows it to nobody before the last part. Each part
    is an increment over some people: one that is counted again finds nothing to change.

    :param area: only who is or was ever placed here; ``None`` is everybody.
    :param counted: where everybody is counted already.
    :raises Cancelled: the owner of the job asked to stop.
    """
    if area is None and not counted:
        return _in_parts(rule, bounds(rule, PEOPLE_AT_ONCE), _count, progress)
    people = near(rule, Place(division=area)) if area else beyond(rule, counted)
    lots = [people[first : first + PEOPLE_AT_ONCE] for first in range(0, len(people), PEOPLE_AT_ONCE)]
    return _in_parts(rule, lots, _count, progress)


def count_outline(rule: Rule, progress: Progress | None = None) -> None:
    """Add everybody up in the roll-up of ``rule``, which is an outline, without keeping where they stand.

    :raises Cancelled: the owner of the job asked to stop.
    """
    _in_parts(rule, bounds(rule, PEOPLE_AT_ONCE), _add_up, progress)


def _in_parts(rule: Rule, parts: Sequence[People], count: _Count, progress: Progress | None) -> int:
    if progress:
        progress.total(len(parts))
    changed = 0
    # Closed before anything else is done about an exception: nobody counts any more then.
    with closing(_counted(rule, parts, count)) as counted:
        for part in counted:
            changed += part
            RollUp.objects.filter(pk=cast("int", rule.roll_up)).update(rebuilding_since=Now())
            if progress:
                progress.advance()
    return changed


def _counted(rule: Rule, parts: Sequence[People], count: _Count) -> Generator[int, None, None]:
    """Count the parts, and yield of each how many standings changed as soon as it is done."""
    # SQLite lets one write at a time; and what is not committed yet nobody else would see.
    if connection.vendor == "sqlite" or connection.in_atomic_block:
        yield from (count(rule, part) for part in parts)
        return
    pool = ThreadPoolExecutor(CONNECTIONS, thread_name_prefix="counting")
    try:
        for done in as_completed([pool.submit(_aside, count, rule, part) for part in parts]):
            yield done.result()
    finally:
        pool.shutdown(cancel_futures=True)


def _aside(count: _Count, rule: Rule, part: People) -> int:
    """Count a part over a connection of its own."""
    try:
        dialect.by_itself()
        return count(rule, part)
    finally:
        connection.close()


def _count(rule: Rule, part: People) -> int:
    with at_one_time(), staged(rule, part) as changed:
        if changed:
            stage_figures(rule, moved=True)
            _keep(rule)
    return changed


@transaction.atomic
def _keep(rule: Rule) -> None:
    """Keep what is staged, standings and figures."""
    keep_standings(rule)
    _add(rule)


def _add_up(rule: Rule, part: People) -> int:
    """Add a part up. Counted again it would be there twice: what broke off is begun anew, from nothing."""
    with at_one_time():
        stage_outline(rule, part)
        _add(rule)
        drop()
    return 0


@transaction.atomic
def _add(rule: Rule) -> None:
    """Add what is staged to the figures. Places have people in several parts: one at a time adds to them."""
    RollUp.objects.select_for_update().get(pk=cast("int", rule.roll_up))
    add_figures(rule)
