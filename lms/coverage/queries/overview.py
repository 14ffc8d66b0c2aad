"""All programmes of a viewer with the figures of their area, in a handful of queries whatever their number."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Sum

from lms.coverage.models import MEASURES, NodeFigure, Programme
from lms.coverage.queries.matter import programmes_for
from lms.coverage.queries.nodes import nodes_of
from lms.coverage.queries.place import home
from lms.coverage.rules import Measured
from lms.people.models import Person

_MOST = 200


@dataclass(frozen=True)
class Overview:
    """A programme and the figures of the viewer's area in it."""

    programme: Programme
    measured: Measured
    target_tenths: int | None
    on: date | None


def overview(viewer: Person) -> list[Overview]:
    """Return the programmes ``viewer`` may look at, the newest first, each with the figures of their area."""
    programmes = list(programmes_for(viewer).select_related("roll_up__version")[:_MOST])
    here = NodeFigure.objects.filter(node__in=nodes_of(home(viewer), viewer), dimension=NodeFigure.Dimension.TOTAL)
    rows: Any = here.filter(programme__in=programmes).values("programme").order_by("programme")
    summed = rows.annotate(**{f"{name}_sum": Sum(name) for name in MEASURES})
    found = {row["programme"]: Measured(*(row[f"{name}_sum"] for name in MEASURES)) for row in summed}
    return [_line(each, found.get(each.pk, Measured())) for each in programmes]


def _line(programme: Programme, measured: Measured) -> Overview:
    kept = getattr(programme, "roll_up", None)
    version = kept.version if kept else None
    return Overview(programme, measured, version.target_tenths if version else None, kept.day if kept else None)
