"""Coverage programmes."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy, gettext_noop
from ninja import Query, Router

from lms.api.paging import Page, Paging, page_of
from lms.api.reading import Key, reads, viewer_of
from lms.api.shapes.programmes import AskedPlace, LineOut, MeasuredOut, ProgrammeOut, ReachedOut
from lms.coverage.models import Programme
from lms.coverage.queries import Place, place_of, rollups
from lms.coverage.queries.matter import Key as MatterKey
from lms.coverage.queries.matter import matter_of
from lms.coverage.rules import Measured
from lms.kit.errors import Refusal
from lms.kit.reading import at_one_moment

router = Router(tags=["programmes"])


class DayNotCounted(Refusal):
    """The figures of a day that is over are asked for, and nobody has had them counted."""

    code = "day_not_counted"
    message = gettext_lazy(
        "The figures of %(day)s are not counted yet. Choose this day on the pages of the programme, then ask again."
    )


@reads(
    router,
    "/programmes",
    "programmes",
    ability="coverage",
    response=Page[ProgrammeOut],
    summary=gettext_noop("Coverage programmes"),
)
def programmes(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """The programmes that reach into the scope, those of areas above included."""
    return page_of(Programme.objects.visible_to(viewer_of(request)), paging)


@reads(
    router,
    "/programmes/{int:programme_id}",
    "programme",
    ability="coverage",
    response=ReachedOut,
    summary=gettext_noop("Figures of a programme"),
)
def programme(request: HttpRequest, programme_id: Key, asked: Query[AskedPlace]) -> ReachedOut:
    """What a programme has reached at a place inside the scope, and directly below it."""
    with at_one_moment():
        matter = matter_of(viewer_of(request), MatterKey(programme_id, asked.as_of), today=timezone.localdate())
        here = place_of(matter.scope, asked.place)
        seen = matter.seen_at(here, people=False)
        if seen is None:
            raise DayNotCounted(day=asked.as_of)
        total, below = rollups.tree(seen.roll_up, here, seen.scope)
    rows = [_line(each.place, each.measured) for each in below]
    return ReachedOut(
        place=here.slug,
        name=here.name,
        as_of=matter.on,
        rule_version=matter.version.number if matter.version else None,
        waiting=matter.lag,
        total=_said(total),
        rows=rows,
    )


def _line(place: Place, measured: Measured) -> LineOut:
    return LineOut(place=place.slug, name=place.name, measured=_said(measured))


def _said(measured: Measured) -> MeasuredOut:
    return MeasuredOut(**{name: getattr(measured, name) for name in MeasuredOut.model_fields})
