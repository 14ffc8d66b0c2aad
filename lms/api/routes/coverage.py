"""Coverage: what may be asked, the figures, and the names behind them."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from ninja import Query, Router

from lms.api.paging import Page, Paging, page_of
from lms.api.reading import reads, viewer_of
from lms.api.shapes.coverage import Asked, AskedNames, FiguresOut, NameOut, RosterOut, RowOut, SchemeOut, TreeOut
from lms.coverage import actions, queries
from lms.coverage.queries import Place, Question
from lms.coverage.rules import Figures
from lms.kit.errors import Refusal
from lms.people.models import RosterEntry

router = Router(tags=["coverage"])


class NotYet(Refusal):
    """A day that has not come."""

    code, status = "day_to_come", 422
    message = _("This day has not come yet. Choose today or an earlier day.")


@reads(
    router,
    "/coverage/schemes",
    "schemes",
    ability="coverage",
    response=Page[SchemeOut],
    summary=gettext_noop("Schemes"),
)
def schemes(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """The training schemes whose coverage may be asked for."""
    return page_of(queries.schemes_for(viewer_of(request)), paging)


@reads(
    router,
    "/coverage/rosters",
    "rosters",
    ability="coverage",
    response=Page[RosterOut],
    summary=gettext_noop("Rosters"),
)
def rosters(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """The rosters that say who is due."""
    return page_of(queries.rosters_for(viewer_of(request)), paging)


@reads(
    router, "/coverage/tree", "tree", ability="coverage", response=TreeOut, summary=gettext_noop("Figures of a place")
)
def tree(request: HttpRequest, asked: Query[Asked]) -> TreeOut:
    """The figures of a place and of what lies directly below it."""
    question = _ask(request, asked)
    here = queries.place_of(question.viewer, asked.place)
    table = queries.table(question, here)
    rows = [RowOut(place=each.place.slug, name=each.place.name, figures=_said(each.figures)) for each in table.rows]
    return TreeOut(place=here.slug, name=here.name, as_of=question.as_of, total=_said(table.total), rows=rows)


@reads(
    router,
    "/coverage/names",
    "names",
    ability="coverage",
    response=Page[NameOut],
    summary=gettext_noop("Names behind a figure"),
)
def names(request: HttpRequest, asked: Query[AskedNames], paging: Query[Paging]) -> dict[str, Any]:
    """The people behind a figure: exactly as many as it says. Opening them is written down."""
    question = _ask(request, asked)
    here = queries.place_of(question.viewer, asked.place)
    page = page_of(queries.with_state(question, queries.names(question, here, asked.which)), paging)
    _note(question, here, asked.which, len(page["items"]))
    return {**page, "items": [_name(each) for each in page["items"]]}


def _ask(request: HttpRequest, asked: Asked) -> Question:
    today = timezone.localdate()
    as_of = asked.as_of or today
    if as_of > today:
        raise NotYet
    return queries.ask(viewer_of(request), scheme_id=asked.scheme, roster_id=asked.roster, as_of=as_of)


def _note(question: Question, place: Place, which: str, people: int) -> None:
    actions.look_at_names(question, place, which=which, page=people, at=timezone.now())


def _said(figures: Figures) -> FiguresOut:
    return FiguresOut(due=figures.due, covered=figures.covered, open=figures.open, tenths=figures.tenths)


def _name(entry: RosterEntry) -> NameOut:
    covered_at = entry.covered_at  # type: ignore[attr-defined]
    return NameOut(
        person_uid=entry.person.uid,
        name=entry.person.name,
        id_number_masked=entry.person.id_number_masked,
        workplace_id=entry.workplace_id,
        joined_on=entry.joined_on,
        state=queries.state_of(entry).value,
        covered_on=timezone.localdate(covered_at) if covered_at else None,
    )
