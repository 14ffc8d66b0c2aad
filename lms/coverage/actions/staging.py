"""Computing beside what is kept: temporary tables of one connection, which nobody else sees and nothing waits for."""

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from django.db import connection, transaction

from lms.coverage.queries.reckoning import (
    COLUMNS,
    People,
    Rule,
    are_many,
    area_sql,
    between,
    dialect,
    leaf_sql,
    nodes_sql,
    standings_sql,
    whose,
)

FOUND, CHANGED, LEAF, AREA, FIGURES = (
    "coverage_found",
    "coverage_changed",
    "coverage_leaf",
    "coverage_area",
    "coverage_figures",
)
# ``kept_id`` is the row kept of somebody, and of nobody where an area is counted for the first time. Looking for
# them by roll-up, a database that does not know yet how many rows that has would go through all of them.
_CHANGED = """
SELECT f.person_id, s.id AS kept_id FROM coverage_found f
LEFT JOIN coverage_standing s ON s.roll_up_id = %(roll_up)s AND s.person_id = f.person_id {between}
WHERE s.id IS NULL OR {differs}
UNION ALL
SELECT s.person_id, s.id FROM coverage_standing s WHERE s.roll_up_id = %(roll_up)s {between} {whose}
    AND NOT EXISTS (SELECT 1 FROM coverage_found f WHERE f.person_id = s.person_id)
"""
_COLUMNS = ", ".join(COLUMNS)
# What does not hold any more, and what holds instead.
_MOVED = f"""
SELECT 1 AS sign, {_COLUMNS} FROM coverage_found WHERE person_id IN (SELECT person_id FROM coverage_changed)
UNION ALL
SELECT -1 AS sign, {_COLUMNS} FROM coverage_standing
WHERE id IN (SELECT kept_id FROM coverage_changed WHERE kept_id IS NOT NULL)
"""  # noqa: S608 - names of our own
_ALL = f"SELECT 1 AS sign, {_COLUMNS} FROM coverage_found"  # noqa: S608 - names of our own
# Everybody for their county; who is in none for their town, or else for their institution.
_OUTLINED = {
    "town_id": "CASE WHEN county_id IS NULL THEN town_id END AS town_id",
    "workplace_id": "CASE WHEN county_id IS NULL AND town_id IS NULL THEN workplace_id END AS workplace_id",
}
_OUTLINE = f"""
SELECT 1 AS sign, {", ".join(_OUTLINED.get(name, name) for name in COLUMNS)} FROM ({{standings}}) found
"""  # noqa: S608 - names of our own


def at_one_time() -> AbstractContextManager[object]:
    """PostgreSQL keeps temporary tables with a transaction; SQLite would let nobody else write during one."""
    return transaction.atomic() if connection.vendor == "postgresql" else nullcontext()


@contextmanager
def staged(rule: Rule, people: People = None) -> Iterator[int]:
    """Compute the standings of ``people`` beside those that are kept.

    Within it the temporary tables hold what was found and who differs; the number of those is what is yielded.
    """
    stage_standings(rule, people)
    differs = " OR ".join(dialect.differs(f"f.{name}", f"s.{name}") for name in COLUMNS[1:])
    within = between("s.person_id", people)
    changed = _CHANGED.format(differs=differs, between=within, whose=whose("s.person_id", people))
    make(CHANGED, changed, rule.parameters, key="person_id")
    yield count(CHANGED)
    drop()


def stage_standings(rule: Rule, people: People = None) -> None:
    """Compute the standings of ``people``."""
    drop()
    with _planned_for(people):
        make(FOUND, standings_sql(rule, people), rule.parameters, key="person_id")


def stage_figures(rule: Rule, *, moved: bool) -> None:
    """Add up what was found: all of it, or only what has ``moved``, as the difference to what is kept."""
    make(LEAF, leaf_sql(_MOVED if moved else _ALL), rule.parameters)
    _stage_nodes()


def stage_outline(rule: Rule, people: People) -> None:
    """Add up the standings of ``people`` by county, without staging where each of them stands."""
    drop()
    with _planned_for(people):
        make(LEAF, leaf_sql(_OUTLINE.format(standings=standings_sql(rule, people))), rule.parameters)
    _stage_nodes()


def _planned_for(people: People) -> AbstractContextManager[object]:
    return dialect.everybody_at_once() if are_many(people) else nullcontext()


def _stage_nodes() -> None:
    make(AREA, area_sql(LEAF), {})
    make(FIGURES, nodes_sql(LEAF, AREA), {}, key="node, dimension, value")


def make(table: str, statement: str, values: dict[str, Any], *, key: str = "") -> None:
    """Put the rows of ``statement`` into the temporary ``table``, to be looked up by ``key``."""
    run(f"CREATE TEMPORARY TABLE {table} AS {statement}", values)
    # SQLite finds a temporary table by the schema of the index.
    schema = "temp." if connection.vendor == "sqlite" else ""
    if key:
        run(f"CREATE UNIQUE INDEX {schema}{table}_key ON {table} ({key})")
    run(f"ANALYZE {schema}{table}")


def run(statement: str, values: dict[str, Any] | None = None) -> int:
    """Run ``statement`` and return how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values or {})
        touched: int = cursor.rowcount
    return touched


def count(table: str, *, among: Iterable[int] | None = None) -> int:
    """Return how many rows ``table`` has; only those of the people ``among``, where that is said."""
    where = "" if among is None else f"WHERE {dialect.among('person_id', among)}"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table} {where}")  # noqa: S608 - names of our own
        (rows,) = cursor.fetchone()
    return int(rows)


def drop() -> None:
    """Forget what is staged, that of a run that broke off included."""
    for table in (FOUND, CHANGED, LEAF, AREA, FIGURES):
        run(f"DROP TABLE IF EXISTS {'pg_temp' if connection.vendor == 'postgresql' else 'temp'}.{table}")
