"""Where a figure stands: everywhere the viewer may look, a division, or an institution."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from lms.people.models import Division, Organisation, Person
from lms.people.scopes import Scope

LEVELS: list[str] = [Division.Level.PROVINCE, Division.Level.CITY, Division.Level.COUNTY, Division.Level.TOWN]
_DIVISION = "workplace__division"
# Who looks, or what they may look at in matters of one scheme.
Reader = Person | Scope


@dataclass(frozen=True)
class Place:
    """A node of the tree. Neither a division nor an institution is everywhere the viewer may look."""

    division: Division | None = None
    organisation: Organisation | None = None

    @property
    def slug(self) -> str:
        """The place in an address."""
        if self.organisation:
            return f"institution-{self.organisation.pk}"
        return f"division-{self.division.pk}" if self.division else "all"

    @property
    def area(self) -> Division | None:
        """The division that the place is or lies in; ``None`` everywhere."""
        return self.organisation.division if self.organisation else self.division

    @cached_property
    def rows(self) -> list[int]:
        """The ids of all rows of the division's code: after a change of name the figures are at the living one."""
        return list(same_code(self.division)) if self.division else []

    @property
    def name(self) -> str:
        """The place in words."""
        return str(self.organisation or self.division or _("my whole area"))

    def reach(self) -> Q:
        """Return the condition on a roster entry: its workplace is here."""
        if self.organisation:
            return Q(workplace=self.organisation)
        return self.division.reach(f"{_DIVISION}__") if self.division else Q()


def same_code(division: Division) -> QuerySet[Division, int]:
    """Return the ids of all rows of a division's code."""
    return Division.objects.filter(code=division.code).values_list("pk", flat=True)


def inside(division: Division, prefix: str = "") -> Q:
    """Return the condition on a division at ``prefix``: it lies in ``division``, by the code, which outlives a name."""
    own = Q(**{f"{prefix}code": division.code})
    return own | Q(**{f"{prefix}{division.level}__code": division.code}) if division.level in LEVELS else own


def home(viewer: Reader) -> Place:
    """Return where ``viewer``'s tree starts: at their one division, or else everywhere they may look."""
    scope = Scope.of(viewer)
    alone = len(scope.divisions) == 1 and not scope.organisations and not scope.everything
    return Place(division=scope.divisions[0]) if alone else Place()


def place_of(viewer: Reader, slug: str) -> Place:
    """Return the place that ``slug`` names.

    :raises Division.DoesNotExist: ``viewer`` may not look into this division, or there is none.
    :raises Organisation.DoesNotExist: the same of an institution.
    """
    kind, _dash, key = slug.partition("-")
    if kind == "institution":
        institutions = Organisation.objects.visible_to(viewer).select_related(*_lineage("division__"))
        return Place(organisation=institutions.get(pk=key))
    if kind == "division":
        divisions = Division.objects.visible_to_scope(Scope.of(viewer)).select_related(*_lineage())
        return Place(division=divisions.get(pk=key))
    return home(viewer)


def is_wide(place: Place, scope: Scope) -> bool:
    """Return whether ``place`` is a province, a city or everything, and not a county or less."""
    if place.organisation or place.division is None:
        return place == Place() and scope.everything
    return place.division.level in (Division.Level.PROVINCE, Division.Level.CITY)


def way_to(viewer: Reader, place: Place) -> list[Place]:
    """Return the places from the viewer's home down to ``place``, both included."""
    start = home(viewer)
    way = [Place(division=each) for each in _lines(viewer, place.area)] if place.area else []
    if start.division is None or not way:
        way.insert(0, start)
    return [*way, place] if place.organisation else way


def area(viewer: Reader, place: Place) -> Any:
    """Return the expression for the next division below ``place`` that a roster entry lies in; ``NULL`` for none."""
    if place.organisation:
        return _first([])
    if place.division:
        below = LEVELS[LEVELS.index(place.division.level) + 1 :] if place.division.level in LEVELS else []
        return _first(below)
    if Scope.of(viewer).everything:
        return _first(LEVELS)
    whens = [When(each.reach(f"{_DIVISION}__"), then=Value(each.pk)) for each in outermost(viewer)]
    return Case(*whens, default=None, output_field=IntegerField()) if whens else _first([])


def outermost(viewer: Reader) -> list[Division]:
    """Return the divisions of the viewer's scope that lie in no other of them."""
    divisions = {each.pk: each for each in Scope.of(viewer).divisions}
    return [
        each
        for each in divisions.values()
        if not any(getattr(each, f"{level}_id") in divisions.keys() - {each.pk} for level in LEVELS)
    ]


def _first(levels: Iterable[str]) -> Any:
    """Return the first of ``levels`` that a roster entry's workplace lies in, by equality of level columns."""
    found = [
        Case(When(**{f"{_DIVISION}__level": level}, then=F(f"{_DIVISION}_id")), default=F(f"{_DIVISION}__{level}_id"))
        for level in levels
    ]
    return Coalesce(*found, Value(None), output_field=IntegerField()) if found else Value(None, IntegerField())


def _lineage(prefix: str = "") -> list[str]:
    return [f"{prefix}{level}" for level in LEVELS]


def _lines(viewer: Reader, division: Division) -> Iterator[Division]:
    """Yield ``division`` and what lies above it, from the top, as far as the viewer may open it."""
    scope = Scope.of(viewer)
    held = {each.pk for each in scope.divisions}
    inside = scope.everything
    for level in LEVELS:
        pk = getattr(division, f"{level}_id")
        if pk is None or pk == division.pk:
            continue
        inside = inside or pk in held
        if inside:
            yield getattr(division, level)
    if inside or division.pk in held:
        yield division
