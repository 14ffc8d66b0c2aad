"""The statement that reads everybody who is due at a place, in the order of a list."""

from lms.coverage.queries.nodes import same_code
from lms.coverage.queries.place import LEVELS, Place
from lms.coverage.queries.reckoning.rule import Rule
from lms.coverage.queries.reckoning.standings import standings_sql

_LINES = """
SELECT s.person_id, person.uid, person.name, person.id_number_sealed, s.workplace_id, o.name, s.institution_kind,
    {area} AS area, s.due_from, s.covered_at, s.on_leave, s.is_overdue, s.started_at
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
    places = "people_rosterentry" if rule.version.roster_id else "people_post"
    if place.organisation:
        near = there = f"o.id = {int(place.organisation.pk)}"
    else:
        level, ids = _inside(place)
        near = f"d.id IN ({ids})" + (f" OR d.{level}_id IN ({ids})" if level else "")
        there = f"s.{level}_id IN ({ids})" if level else near
    standings = standings_sql(rule, _NEAR.format(places=places, near=near))
    return _LINES.format(area=_area(place), standings=standings, there=there)


def _inside(place: Place) -> tuple[str, str]:
    """Return the level of a division that standings name, empty for a village; and the rows that carry its code."""
    if place.division is None:
        raise ValueError("everywhere is several places: name one")
    if place.division.level not in LEVELS:
        return "", str(int(place.division.pk))
    return place.division.level, ", ".join(str(int(pk)) for pk in same_code(place.division))


def _area(place: Place) -> str:
    """Return the expression for the division directly below ``place`` that somebody's workplace lies in."""
    level = place.division.level if place.division else ""
    below = LEVELS[LEVELS.index(level) + 1 :] if level in LEVELS else []
    return f"coalesce({', '.join(f's.{each}_id' for each in below)}, NULL)" if below else "NULL"
