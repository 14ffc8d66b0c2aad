"""Whom a statement is asked for."""

from collections.abc import Sequence
from typing import cast

from django.db import connection

from lms.coverage.queries.reckoning import dialect, due
from lms.coverage.queries.reckoning.rule import Rule

# Everybody; or these, by their ids, by a range that the ids lie in, or by a statement that finds them.
People = Sequence[int] | str | None
_BEYOND, _FEW = 2**63 - 1, 1000
_BOUNDS = """
SELECT person_id FROM (
    SELECT person_id, row_number() OVER (ORDER BY person_id) AS nth FROM (
        SELECT DISTINCT t.person_id FROM {places} t JOIN people_organisation o ON o.id = t.workplace_id
        JOIN people_division d ON d.id = o.division_id WHERE {here}
    ) placed
) numbered WHERE (nth - 1) %% %(at_once)s = 0 ORDER BY person_id
"""


def whose(column: str, people: People) -> str:
    """Return the condition, to be added to others, that ``column`` is the id of one of ``people``."""
    if people is None:
        return ""
    if isinstance(people, range):
        return f"AND {column} >= {people.start} AND {column} < {people.stop}"
    return f"AND {column} IN ({people})" if isinstance(people, str) else f"AND {dialect.among(column, people)}"


def between(column: str, people: People) -> str:
    """Return the condition, to be added to others, that ``column`` is between the ids of ``people``.

    For many people a database goes through a whole table: so it goes through less of it.
    """
    if not people or isinstance(people, str):
        return ""
    return whose(column, people if isinstance(people, range) else range(min(people), max(people) + 1))


def are_many(people: People) -> bool:
    """Return whether it takes less to go through whole tables than to look up ``people`` one by one."""
    return not isinstance(people, str) and (people is None or isinstance(people, range) or len(people) > _FEW)


def bounds(rule: Rule, at_once: int) -> list[range]:
    """Return ranges of ids that everybody lies in one of, with ``at_once`` people in each who ever had a place here."""
    with connection.cursor() as cursor:
        cursor.execute(_BOUNDS.format(places=rule.places, here=due.here(rule)), {"at_once": at_once})
        inner = [cast("int", row[0]) for row in cursor.fetchall()][1:]
    return [range(start, stop) for start, stop in zip([0, *inner], [*inner, _BEYOND], strict=True)]
