"""All programmes of a viewer with the figures of their area, in a handful of queries whatever their number."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import Sum

from lms.coverage.models import MEASURES, NodeFigure, Programme, RollUp
from lms.coverage.queries.matter import programmes_for
from lms.coverage.queries.nodes import nodes_of
from lms.coverage.queries.place import Place, home
from lms.coverage.rules import Measured
from lms.people.models import Person
from lms.people.scopes import Scope

_MOST = 200


@dataclass(frozen=True)
class Overview:
    """A programme and the figures of the viewer's area in it; ``home`` is where their tree starts."""

    programme: Programme
    home: Place
    measured: Measured
    target_tenths: int | None
    on: date | None


def overview(viewer: Person) -> list[Overview]:
    """Return the programmes ``viewer`` may look at, the newest first, each with the figures of their area.

    A line department has these queries for each of its schemes.
    """
    programmes = list(programmes_for(viewer)[:_MOST])
    living = RollUp.objects.living().filter(programme__in=[each.pk for each in programmes])
    kept = {each.programme_id: each for each in living.select_related("version__scheme")}
    roll_ups = [kept.get(each.pk, RollUp()) for each in programmes]
    for programme, roll_up in zip(programmes, roll_ups, strict=True):
        roll_up.programme = programme
    found = {each.programme.pk: each for each in _in_scopes(Scope.of(viewer), roll_ups)}
    return [found[each.pk] for each in programmes]


def _in_scopes(own: Scope, roll_ups: list[RollUp]) -> Iterator[Overview]:
    """Yield the programmes, those of one line together: they have the same area."""
    lines = {each.programme_id: line if (line := _line_of(each)) in own.schemes else "" for each in roll_ups}

    def line_of(roll_up: RollUp) -> str:
        return lines[roll_up.programme_id]

    for line, some in groupby(sorted(roll_ups, key=line_of), key=line_of):
        yield from _in_scope(own.within(line), list(some))


def _in_scope(scope: Scope, roll_ups: list[RollUp]) -> Iterator[Overview]:
    here = NodeFigure.objects.filter(node__in=nodes_of(home(scope), scope), dimension=NodeFigure.Dimension.TOTAL)
    rows: Any = here.filter(roll_up__in=[each.pk for each in roll_ups if each.pk]).values("roll_up").order_by("roll_up")
    summed = rows.annotate(**{f"{name}_sum": Sum(name) for name in MEASURES})
    found = {row["roll_up"]: Measured(*(row[f"{name}_sum"] for name in MEASURES)) for row in summed}
    for each in roll_ups:
        target = each.version.target_tenths if each.version else None
        yield Overview(each.programme, home(scope), found.get(each.pk, Measured()), target, each.day)


def _line_of(roll_up: RollUp) -> str:
    return roll_up.version.line if roll_up.version else ""
