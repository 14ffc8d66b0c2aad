"""Which nodes of the kept figures make up a place, and what lies directly below it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet
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
    totals = NodeFigure.objects.filter(roll_up=roll_up.pk, dimension="")
    divisions: QuerySet[Division] = Division.objects.none()
    institutions: QuerySet[Organisation] = Organisation.objects.none()
    if place.division:
        institutions = _institutions_in(place.division)
        if place.division.level in LEVELS[:-1]:
            divisions = _divisions_in(place.division, place.rows)
    elif not place.organisation:
        divisions, institutions = _first_lines(totals, viewer)
    nodes = own or []
    # The place's own rows in the same statement: they are divisions as well.
    rows = divisions | Division.objects.filter(pk__in=[node for node in nodes if node > WHOLE])
    found = _figured(roll_up, rows, "o.id", "LEFT", "o.code, o.valid_from")
    figures = {each.pk: measured for each, measured in found}
    figures |= _by_node(totals, [node for node in nodes if node <= WHOLE])
    measured = sum((figures[node] for node in nodes if node in figures), Measured())
    lower = [line for line in found if not place.division or line[0].pk not in nodes]
    kept = _figured(roll_up, institutions, "-o.id", "INNER", "o.name, o.id")
    beside = [Line(Place(organisation=each), its) for each, its in kept]
    return measured, [*_division_lines(roll_up, lower), *beside]


def _inside(division: Division, rows: list[int] | QuerySet[Division, int]) -> Q:
    if division.level not in LEVELS:
        return Q(workplace__division=division)
    return Q(**{f"{division.level}__in": rows})


def _apart(viewer: Reader, tops: Iterable[Division]) -> QuerySet[Organisation]:
    """Return the institutions of the viewer's scope that lie in none of its divisions."""
    held = Scope.of(viewer).organisations
    apart = Organisation.objects.filter(Q(pk__in=held) | Q(parent__in=held))
    for each in tops:
        apart = apart.exclude(division__in=Division.objects.inside(each))
    return apart


def _divisions_in(division: Division, own: list[int]) -> QuerySet[Division]:
    """Return the divisions that are the next below ``division`` that figures are kept for."""
    return Division.objects.filter(_next_of(division.level, Q(**{f"{division.level}__in": own})))


def _next_of(level: str, inside: Q) -> Q:
    union, between = Q(), inside
    for each in LEVELS[LEVELS.index(level) + 1 :] if level in LEVELS else []:
        union |= between & Q(level=each)
        between &= Q(**{each: None})
    return union


def _prefixed(condition: Q, prefix: str = "division__") -> Q:
    """Return a condition on divisions as one on what has a division."""
    children: list[Any] = [
        _prefixed(each, prefix) if isinstance(each, Q) else (f"{prefix}{each[0]}", each[1])  # type: ignore[index]
        for each in condition.children
    ]
    return Q(*children, _connector=condition.connector, _negated=condition.negated)


def _institutions_in(division: Division) -> QuerySet[Organisation]:
    """Return the institutions in ``division`` that lie in no smaller division with figures."""
    if division.level not in LEVELS:
        return Organisation.objects.filter(division=division)
    lower = dict.fromkeys(LEVELS[LEVELS.index(division.level) + 1 :])
    villages = Q(level=Division.Level.VILLAGE, **{f"{division.level}__code": division.code}, **lower)
    return Organisation.objects.filter(division__in=Division.objects.filter(Q(code=division.code) | villages))


def _first_lines(totals: QuerySet[NodeFigure], viewer: Reader) -> tuple[QuerySet[Division], QuerySet[Organisation]]:
    if Scope.of(viewer).everything:
        tops = Q(level=LEVELS[0]) | _next_of(LEVELS[0], Q(**{LEVELS[0]: None}))
        found = totals.filter(node__gt=0).filter(_prefixed(tops)).values("node")
        # An institution in a village that lies in nothing.
        alone = {f"division__{level}": None for level in LEVELS}
        return Division.objects.filter(pk__in=found), Organisation.objects.filter(division__level="village", **alone)
    outer = outermost(viewer)
    return Division.objects.filter(pk__in=[each.pk for each in outer]), _apart(viewer, outer)


def _division_lines(roll_up: RollUp, rows: list[tuple[Division, Measured]]) -> list[Line]:
    """Return a line for each code: of the rows of one code the newest, and those that are over only with figures."""
    day, found = roll_up.day or roll_up.programme.starts_on, dict[str, tuple[Division, Measured]]()
    for each, measured in rows:
        if measured.due or (each.valid_from <= day and (each.valid_to is None or each.valid_to > day)):
            _before, so_far = found.get(each.code, (each, Measured()))
            found[each.code] = (each, so_far + measured)
    return [Line(Place(division=each), measured) for each, measured in found.values()]


def _figured(roll_up: RollUp, places: QuerySet[_P], node: str, join: str, order: str) -> list[tuple[_P, Measured]]:
    """Return ``places`` in ``order`` with the figures of their ``node``, looked up by its key, in one statement.

    :param join: ``LEFT`` for those without figures too, with zeros; ``INNER`` for none of those.
    """
    try:
        chosen, values = places.query.sql_with_params()
    except EmptyResultSet:
        return []
    measures = ", ".join(f"coalesce(f.{name}, 0) AS {name}" for name in MEASURES)
    found: Any = places.model.objects.raw(
        f"SELECT o.*, {measures} FROM ({chosen}) o {join} JOIN coverage_nodefigure f"  # noqa: S608 - names of our own
        f" ON f.roll_up_id = %s AND f.node = {node} AND f.dimension = '' ORDER BY {order}",
        [*values, roll_up.pk],
    )
    return [(each, Measured(*(getattr(each, name) for name in MEASURES))) for each in found]


def _by_node(totals: QuerySet[NodeFigure], nodes: list[int]) -> dict[int, Measured]:
    if not nodes:
        return {}
    return {node: Measured(*row) for node, *row in totals.filter(node__in=nodes).values_list("node", *MEASURES)}
