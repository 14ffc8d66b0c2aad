"""Who is due at a place: the statement that reads them in the order of a list, and whoever they could be."""

from collections.abc import Iterable
from typing import cast

from django.db import connection

from lms.coverage.queries.place import LEVELS, Place
from lms.coverage.queries.reckoning import due
from lms.coverage.queries.reckoning.rule import Rule
from lms.coverage.queries.reckoning.standings import standings_sql
from lms.people.models import Division

_LINES = """
SELECT s.person_id, person.uid, person.name, person.id_number_sealed, s.workplace_id, o.name, s.institution_kind,
    {area} AS area, s.due_from, s.covered_at, s.on_leave, s.is_overdue, s.started_at, s.minutes, s.credits_hundredths
FROM ({standings}) s
JOIN people_person person ON person.id = s.person_id
JOIN people_organisation o ON o.id = s.workplace_id
JOIN people_division d ON d.id = o.division_id
WHERE {there}
ORDER BY o.name, s.workplace_id, person.name, s.person_id
"""
# Who is or was ever placed there: the rest of the programme need not be looked at.
_NEAR = """
SELECT e.person_id FROM {places} e JOIN people_organisation o ON o.id = e.workplace_id
JOIN people_division d ON d.id = o.division_id WHERE {near}
"""


def lines_sql(rule: Rule, place: Place) -> str:
    """Return the statement for everybody due at ``place``, which is one division or institution. One query."""
    near, there, pks = _at(place)
    # Where everybody is near, looking them up one by one would take longer than looking at all.
    people = None if {each.pk for each in rule.areas} <= pks else _NEAR.format(places=rule.places, near=near)
    return _LINES.format(area=_area(place), standings=standings_sql(rule, people), there=there)


def near(rule: Rule, place: Place) -> list[int]:
    """Return the ids of all who are or were ever placed at ``place``: who is due there is one of them. One query."""
    there, _own, _pks = _at(place)
    return _near(rule, there)


def beyond(rule: Rule, divisions: Iterable[Division]) -> list[int]:
    """Return the ids of all who are or were ever placed where the rule asks, but in none of ``divisions``.

    One query, and one for each of the divisions.
    """
    elsewhere = [f"({_at(Place(division=each))[0]}) IS NOT TRUE" for each in divisions]
    return _near(rule, " AND ".join([due.here(rule), *elsewhere]))


def _near(rule: Rule, where: str) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(f"{_NEAR.format(places=rule.places, near=where)} GROUP BY 1 ORDER BY 1")
        return [cast("int", row[0]) for row in cursor.fetchall()]


def _at(place: Place) -> tuple[str, str, set[int]]:
    """Return the condition on a workplace and on a standing that it is at ``place``, and the divisions of its code."""
    if place.organisation:
        own = f"o.id = {int(place.organisation.pk)}"
        return own, own, set()
    if place.division is None:
        raise ValueError("everywhere is several places: name one")
    if place.division.level not in LEVELS:
        own = f"d.id = {int(place.division.pk)}"
        return own, own, {place.division.pk}
    level, pks = place.division.level, set(place.rows)
    ids = ", ".join(str(int(pk)) for pk in sorted(pks))
    return f"d.id IN ({ids}) OR d.{level}_id IN ({ids})", f"s.{level}_id IN ({ids})", pks


def _area(place: Place) -> str:
    """Return the expression for the division directly below ``place`` that somebody's workplace lies in."""
    level = place.division.level if place.division else ""
    below = LEVELS[LEVELS.index(level) + 1 :] if level in LEVELS else []
    return f"coalesce({', '.join(f's.{each}_id' for each in below)}, NULL)" if below else "NULL"
