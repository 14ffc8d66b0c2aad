"""All programmes of a viewer with the figures of their area, in a handful of queries whatever their number."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import Sum

from lms.coverage.models import MEASURES, NodeFigure, Programme
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
    programmes = list(programmes_for(viewer).select_related("roll_up__version__scheme")[:_MOST])
    found = {each.programme.pk: each for each in _in_scopes(Scope.of(viewer), programmes)}
    return [found[each.pk] for each in programmes]


def _in_scopes(own: Scope, programmes: list[Programme]) -> Iterator[Overview]:
    """Yield the programmes, those of one line together: they have the same area."""
    lines = {each.pk: line if (line := _line_of(each)) in own.schemes else "" for each in programmes}
    for line, some in groupby(sorted(programmes, key=lambda each: lines[each.pk]), key=lambda each: lines[each.pk]):
        yield from _in_scope(own.within(line), list(some))


def _in_scope(scope: Scope, programmes: list[Programme]) -> Iterator[Overview]:
    here = NodeFigure.objects.filter(node__in=nodes_of(home(scope), scope), dimension=NodeFigure.Dimension.TOTAL)
    rows: Any = here.filter(programme__in=programmes).values("programme").order_by("programme")
    summed = rows.annotate(**{f"{name}_sum": Sum(name) for name in MEASURES})
    found = {row["programme"]: Measured(*(row[f"{name}_sum"] for name in MEASURES)) for row in summed}
    for each in programmes:
        kept = getattr(each, "roll_up", None)
        target = kept.version.target_tenths if kept and kept.version else None
        yield Overview(each, home(scope), found.get(each.pk, Measured()), target, kept.day if kept else None)


def _line_of(programme: Programme) -> str:
    kept = getattr(programme, "roll_up", None)
    return kept.version.line if kept and kept.version else ""
