"""Places ranked by their share, and a few of them side by side."""

from collections.abc import Sequence
from dataclasses import dataclass

from lms.coverage.models import MEASURES, NodeFigure
from lms.coverage.queries import rollups
from lms.coverage.queries.matter import Matter
from lms.coverage.queries.nodes import Line
from lms.coverage.queries.place import Place
from lms.coverage.rules import Measured
from lms.coverage.rules.comparing import Figure, each
from lms.people.models import Division


@dataclass(frozen=True)
class Compared:
    """One row of a comparison: the figure of the whole, then of each place."""

    name: str
    whole: Figure
    cells: list[Figure]


def ranked(matter: Matter, place: Place) -> list[Line]:
    """Return the places to compare below ``place``, the highest share first and those with nobody due last.

    Below a province, and everywhere, those are counties; below anything else what lies directly below.
    """
    lines = _counties(matter, place) if _is_wide(matter, place) else []
    lines = lines or rollups.below(matter.roll_up, place, matter.scope)
    return sorted(lines, key=lambda line: (line.measured.tenths is None, -(line.measured.tenths or 0), line.place.slug))


def chosen_from(lines: Sequence[Line], slugs: Sequence[str]) -> list[Line]:
    """Return those of ``lines`` that ``slugs`` name, in the order of the names; what is none of them is passed over."""
    known = {line.place.slug: line for line in lines}
    return [known[slug] for slug in dict.fromkeys(slugs) if slug in known]


def compared(matter: Matter, place: Place, lines: Sequence[Line]) -> list[Compared]:
    """Return the figures of ``place`` and of ``lines`` row by row."""
    whole = _figures(matter, place, rollups.node(matter.roll_up, place, matter.scope))
    columns = [_figures(matter, line.place, line.measured) for line in lines]
    return [Compared(name, figure, [column[name] for column in columns]) for name, figure in whole.items()]


def _is_wide(matter: Matter, place: Place) -> bool:
    if place.division:
        return place.division.level == Division.Level.PROVINCE
    return not place.organisation and matter.scope.everything


def _counties(matter: Matter, place: Place) -> list[Line]:
    totals = NodeFigure.objects.filter(roll_up=matter.roll_up.pk, dimension=NodeFigure.Dimension.TOTAL)
    counties = totals.filter(division__level=Division.Level.COUNTY)
    if place.division:
        counties = counties.filter(division__province=place.division)
    found = {pk: Measured(*row) for pk, *row in counties.values_list("division", *MEASURES)}
    return [Line(Place(division=one), found[pk]) for pk, one in Division.objects.in_bulk(found).items()]


def _figures(matter: Matter, place: Place, measured: Measured) -> dict[str, Figure]:
    counts = ("due", "started", "covered", "open", "overdue", "on_leave")
    spread = rollups.credits(matter.roll_up, place, matter.scope)
    return {
        **{name: Figure(getattr(measured, name), "people") for name in counts},
        "share": Figure(measured.tenths, "tenths"),
        "hours": Figure(each(measured.minutes, measured.due), "minutes"),
        "credits": Figure(spread.median if spread else None, "hundredths"),
    }
