"""Counting figures that nobody is shown yet: so many people at a time, as many times at once as there are processors.

Each part is an increment over some people: one that is counted again finds nothing to change.
"""

import os
from collections.abc import Generator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import closing
from typing import cast

from django.db import connection, transaction

from lms.coverage.actions.keeping import add_figures, keep_standings
from lms.coverage.actions.staging import at_one_time, stage_figures, staged
from lms.coverage.models import RollUp
from lms.coverage.queries.place import Place
from lms.coverage.queries.reckoning import People, Rule, bounds, near
from lms.jobs.registry import Progress
from lms.people.models import Division

PEOPLE_AT_ONCE = 10_000
# Each has a connection of its own. The database has the work: where it stands elsewhere it is taken to be as large.
CONNECTIONS = min(os.cpu_count() or 1, 16)


def count_people(rule: Rule, area: Division | None = None, progress: Progress | None = None) -> int:
    """Bring the roll-up of ``rule`` to what holds now, part by part; return how many standings changed.

    Whoever calls it has said that the roll-up is being computed, and shows it to nobody before the last part.

    :param area: only who is or was ever placed here; ``None`` is everybody.
    :raises Cancelled: the owner of the job asked to stop.
    """
    parts = _parts(rule, area)
    if progress:
        progress.total(len(parts))
    changed = 0
    # Closed before anything else is done about an exception: nobody counts any more then.
    with closing(_counted(rule, parts)) as counted:
        for part in counted:
            changed += part
            if progress:
                progress.advance()
    return changed


def _parts(rule: Rule, area: Division | None) -> Sequence[People]:
    if area is None:
        return bounds(rule, PEOPLE_AT_ONCE)
    people = near(rule, Place(division=area))
    return [people[first : first + PEOPLE_AT_ONCE] for first in range(0, len(people), PEOPLE_AT_ONCE)]


def _counted(rule: Rule, parts: Sequence[People]) -> Generator[int, None, None]:
    """Count the parts, and yield of each how many standings changed as soon as it is done."""
    # SQLite lets one write at a time; and what is not committed yet nobody else would see.
    if connection.vendor == "sqlite" or connection.in_atomic_block:
        yield from (_count(rule, part) for part in parts)
        return
    pool = ThreadPoolExecutor(CONNECTIONS, thread_name_prefix="counting")
    try:
        for done in as_completed([pool.submit(_count_aside, rule, part) for part in parts]):
            yield done.result()
    finally:
        pool.shutdown(cancel_futures=True)


def _count_aside(rule: Rule, part: People) -> int:
    """Count a part over a connection of its own."""
    try:
        return _count(rule, part)
    finally:
        connection.close()


def _count(rule: Rule, part: People) -> int:
    with at_one_time(), staged(rule, part) as changed:
        if changed:
            stage_figures(rule, moved=True)
            _add(rule)
    return changed


@transaction.atomic
def _add(rule: Rule) -> None:
    """Keep what is staged. Places have people in several parts: their figures are added to by one at a time."""
    keep_standings(rule)
    RollUp.objects.select_for_update().get(pk=cast("int", rule.roll_up))
    add_figures(rule)
