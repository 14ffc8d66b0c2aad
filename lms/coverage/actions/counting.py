"""Counting figures that nobody is shown yet: so many people at a time, as many times at once as there are processors.

Each part is an increment over a range of people. One that is counted again finds nothing to change, so that what broke
off goes on where it was.
"""

import os
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import closing
from typing import cast

from django.db import connection, transaction

from lms.coverage.actions.keeping import add_figures, keep_standings
from lms.coverage.actions.staging import at_one_time, stage_figures, staged
from lms.coverage.models import RollUp
from lms.coverage.queries.reckoning import Rule, bounds
from lms.jobs.registry import Progress

PEOPLE_AT_ONCE = 10_000
# Each has a connection of its own. The database has the work: where it stands elsewhere it is taken to be as large.
CONNECTIONS = min(os.cpu_count() or 1, 16)


def count_everybody(rule: Rule, progress: Progress | None = None) -> int:
    """Bring the roll-up of ``rule`` to what holds now, part by part; return how many standings changed.

    Whoever calls it has said that the roll-up is being computed, and shows it to nobody before the last part.

    :raises Cancelled: the owner of the job asked to stop; whoever runs it again goes on from there.
    """
    parts = bounds(rule, PEOPLE_AT_ONCE)
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


def _counted(rule: Rule, parts: list[range]) -> Generator[int, None, None]:
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


def _count_aside(rule: Rule, part: range) -> int:
    """Count a part over a connection of its own."""
    try:
        return _count(rule, part)
    finally:
        connection.close()


def _count(rule: Rule, part: range) -> int:
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
