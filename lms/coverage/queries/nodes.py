"""Which nodes of the kept figures make up a place, and what lies directly below it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Q, QuerySet

from lms.coverage.models import MEASURES, NodeFigure, RollUp
from lms.coverage.queries.place import LEVELS, Place, Reader, outermost, same_code
from lms.coverage.rules import Measured
from lms.people.models import Division, Organisation
from lms.people.scopes import Scope

WHOLE = 0
_P = TypeVar("_P", bound=Division | Organisation)


@dataclass(frozen=True)
class Line:
    """A place directly below another, and its figures."""

    place: Place
    measured: Measured


def nodes_of(place: Place, viewer: Reader | None = None) -> list[int]:
    """Return the nodes whose figures add up to those of ``place``.

    :raises ValueError: the place is everywhere, and nobody is named whose everywhere it is.
    """
    if place.organisation:
        return [-place.organisation.pk]
    if place.division and place.division.level not in LEVELS:
        # Villages have no figures of their own.
        return [-pk for pk in place.division.organisations.values_list("pk", flat=True)]
    if place.division:
        return place.rows
    if viewer is None:
        raise ValueError("everywhere is somebody's: name the viewer")
    if Scope.of(viewer).everything:
        return [WHOLE]
    tops = outermost(viewer)
    divisions = Division.objects.filter(code__in=[each.code for each in tops]).values_list("pk", flat=True)
    return [*(divisions if tops else ()), *(-pk for pk in _apart(viewer, tops).values_list("pk", flat=True))]


def standing_at(roll_up: RollUp, place: Place, viewer: Reader | None = None) -> Q:
    """Return the condition on a standing: it is in ``roll_up`` and at ``place``."""
    here = Q(roll_up=roll_up.pk)
    if place.organisation:
        return here & Q(workplace=place.organisation)
    if place.division:
        return here & _inside(place.division, place.rows)
    if viewer is None:
        raise ValueError("everywhere is somebody's: name the viewer")
    if Scope.of(viewer).everything:
        return here
    tops = outermost(viewer)
    there = Q(workplace__in=_apart(viewer, tops))
    for each in tops:
        there |= _inside(each, same_code(each))
    return here & there


def lines_below(
    roll_up: RollUp, place: Place, viewer: Reader, *, own: list[int] | None = None
) -> tuple[Measured, list[Line]]:
    """Return the figures of the nodes ``own`` added up, and the places directly below ``place`` with theirs."""
    nodes = own or []
    divisions, institutions = _below(place, viewer)
    # The place's own rows in the same statement: they are divisions as well.
    if rows := [node for node in nodes if node > WHOLE]:
        divisions.append(f"o.id IN ({_ids(rows)})")
    found = _figured(Division, roll_up, "o.id", "LEFT", divisions, "o.code, o.valid_from")
    figures = {each.pk: measured for each, measured in found}
    if apart := [node for node in nodes if node <= WHOLE]:
        totals = NodeFigure.objects.filter(roll_up=roll_up.pk, dimension="", node__in=apart)
        figures |= {node: Measured(*row) for node, *row in totals.values_list("node", *MEASURES)}
    measured = sum((figures[node] for node in nodes if node in figures), Measured())
    lower = [line for line in found if not place.division or line[0].pk not in nodes]
    kept = _figured(Organisation, roll_up, "-o.id", "INNER", institutions, "o.name, o.id")
    beside = [Line(Place(organisation=each), its) for each, its in kept]
    return measured, [*_division_lines(roll_up, lower), *beside]


def _inside(division: Division, rows: list[int] | QuerySet[Division, int]) -> Q:
    if division.level not in LEVELS:
        return Q(workplace__division=division)
    return Q(**{f"{division.level}__in": rows})


def _apart(viewer: Reader, tops: Iterable[Division]) -> QuerySet[Organisation]:
    """Return the institutions of the viewer's scope that lie in none of its divisions."""
    held = Scope.of(viewer).organisations
    if not held:
        return Organisation.objects.none()
    apart = Organisation.objects.filter(Q(pk__in=held) | Q(parent__in=held))
    for each in tops:
        apart = apart.exclude(division__in=Division.objects.inside(each))
    return apart


def _below(place: Place, viewer: Reader) -> tuple[list[str], list[str]]:
    """Return when a division ``o`` and when an institution ``o`` lies directly below ``place``: one of these holds."""
    if place.organisation:
        return [], []
    if place.division is None:
        return _first_lines(viewer)
    level = place.division.level
    if level not in LEVELS:
        return [], [f"o.division_id = {place.division.pk}"]
    inside = f"{level}_id IN ({_ids(place.rows)})"
    # One look-up for both: PostgreSQL would go through all institutions for either of two.
    return _next_below(level, inside), [_located(f"id IN ({_ids(place.rows)}) OR {_in_village(level, inside)}")]


def _first_lines(viewer: Reader) -> tuple[list[str], list[str]]:
    if Scope.of(viewer).everything:
        first, alone = LEVELS[0], f"{LEVELS[0]}_id IS NULL"
        tops = " OR ".join([f"o.level = '{first}'", *_next_below(first, alone)])
        # An institution in a village that lies in nothing.
        return [f"f.node IS NOT NULL AND ({tops})"], [_located(_in_village(first, alone))]
    outer = outermost(viewer)
    apart = _apart(viewer, outer).values_list("pk", flat=True)
    return [f"o.id IN ({_ids(each.pk for each in outer)})"], [f"o.id IN ({_ids(apart)})"]


def _next_below(level: str, inside: str) -> list[str]:
    """Return when a division ``o`` is of the next level below ``level`` that figures are kept for."""
    found, between = [], f"o.{inside}"
    for each in LEVELS[LEVELS.index(level) + 1 :]:
        found.append(f"{between} AND o.level = '{each}'")
        between += f" AND o.{each}_id IS NULL"
    return found


def _in_village(level: str, inside: str) -> str:
    """Return the condition on a division that it is a village in no smaller division with figures."""
    lower = "".join(f" AND {each}_id IS NULL" for each in LEVELS[LEVELS.index(level) + 1 :])
    return f"(level = 'village' AND {inside}{lower})"


def _located(where: str) -> str:
    """Return the condition on an institution ``o`` that its division is one of those ``where`` holds for."""
    return f"o.division_id IN (SELECT id FROM people_division WHERE {where})"  # noqa: S608 - names of our own


def _ids(found: Iterable[int]) -> str:
    """Return ids as a statement lists them, written out: they are whole numbers."""
    return ", ".join(str(int(each)) for each in found) or "NULL"


def _division_lines(roll_up: RollUp, rows: list[tuple[Division, Measured]]) -> list[Line]:
    """Return a line for each code: of the rows of one code the newest, and those that are over only with figures."""
    day, found = roll_up.day or roll_up.programme.starts_on, dict[str, tuple[Division, Measured]]()
    for each, measured in rows:
        if measured.due or (each.valid_from <= day and (each.valid_to is None or each.valid_to > day)):
            _before, so_far = found.get(each.code, (each, Measured()))
            found[each.code] = (each, so_far + measured)
    return [Line(Place(division=each), measured) for each, measured in found.values()]


def _figured(
    model: type[_P], roll_up: RollUp, node: str, join: str, where: Sequence[str], order: str
) -> list[tuple[_P, Measured]]:
    """Return the places ``o``, of which one of ``where`` holds, with the figures ``f`` of their ``node``.

    In one statement, put together here: to compose it out of filters takes longer than to run it.

    :param join: ``LEFT`` for those without figures too, with zeros; ``INNER`` for none of those.
    """
    if not where:
        return []
    measures = ", ".join(f"coalesce(f.{name}, 0) AS {name}" for name in MEASURES)
    found: Any = model.objects.raw(
        f"SELECT o.*, {measures} FROM {model._meta.db_table} o {join} JOIN coverage_nodefigure f"  # noqa: S608 - our own
        f" ON f.roll_up_id = %s AND f.node = {node} AND f.dimension = '' WHERE {' OR '.join(where)} ORDER BY {order}",
        [roll_up.pk],
    )
    return [(each, Measured(*(getattr(each, name) for name in MEASURES))) for each in found]
