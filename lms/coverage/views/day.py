"""A programme as of any day: the figures of a place and the people behind them, reckoned while the page is made."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lms.coverage import actions, paper, queries
from lms.coverage.models import Report, ReportLine
from lms.coverage.queries import Place, drafting
from lms.coverage.queries import reports as asking
from lms.coverage.queries.inquiry import Inquiry, inquire
from lms.coverage.queries.matter import Matter
from lms.coverage.rules import Line
from lms.coverage.rules.reports import COVERED
from lms.coverage.views.matter import asked, crumbs, day_form
from lms.coverage.views.page import Crumb, may_view, page

A_PAGE = 50
# Reckoning more people than these takes longer than somebody waits for a page: a worker freezes a report instead.
MOST_AT_ONCE = 5000


@require_safe
@may_view
def figures(request: HttpRequest, programme_id: int, place: str, as_of: date) -> HttpResponse:
    """Show what a programme had reached at a place by the end of a day, by the rule of that day."""
    matter, inquiry, here = _asked(request, programme_id, place, as_of)
    actions.look_at_day(inquiry, here, names=False, at=timezone.now())
    context = _about(matter, inquiry, here)
    if not context["too_many"]:
        found = drafting.draft(inquiry, here, drafting.tallied(inquiry, here))
        context |= {"names_url": _names_url(inquiry, here), **paper.about(found)}
    return page(request, "programme/day", str(inquiry.programme), _way(matter, inquiry, here), **context)


@require_safe
@may_view
def people(request: HttpRequest, programme_id: int, place: str, as_of: date) -> HttpResponse:
    """Show the people behind a figure of a day."""
    matter, inquiry, here = _asked(request, programme_id, place, as_of)
    actions.look_at_day(inquiry, here, names=True, at=timezone.now())
    context = _about(matter, inquiry, here)
    if not context["too_many"]:
        wanted = _narrowing(request.GET)
        found = [each for each in drafting.lines(inquiry, here) if wanted(each[1])]
        context["page_obj"] = shown = Paginator(found, A_PAGE).get_page(request.GET.get("p"))
        context["rows"] = list(_rows(matter, inquiry, shown))
        context |= {"asked": request.GET, "called": paper.headings(Report(version=inquiry.version))}
    return page(request, "programme/day_people", str(inquiry.programme), _way(matter, inquiry, here), **context)


def _asked(request: HttpRequest, programme_id: int, place: str, as_of: date) -> tuple[Matter, Inquiry, Place]:
    """Return what an address asks; a day to come, one without a rule and what the viewer may not see is not found."""
    matter = asked(request, programme_id)
    if as_of > timezone.localdate():
        raise Http404
    try:
        inquiry = inquire(matter.viewer, programme_id=programme_id, as_of=as_of)
        here = queries.place_of(inquiry.scope, place)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    if not (here.division or here.organisation):
        raise Http404
    return matter, inquiry, here


def _about(matter: Matter, inquiry: Inquiry, place: Place) -> dict[str, Any]:
    return {
        "matter": matter,
        "inquiry": inquiry,
        "place": place,
        "day_form": day_form(matter, as_of=inquiry.as_of),
        "too_many": drafting.how_many(inquiry, place) > MOST_AT_ONCE,
    }


def _way(matter: Matter, inquiry: Inquiry, place: Place) -> list[Crumb]:
    label = _("as of %(day)s") % {"day": inquiry.as_of}
    return [*crumbs(matter, place), {"url": _url("programme_day", inquiry, place), "label": label}]


def _names_url(inquiry: Inquiry, place: Place) -> str:
    return _url("programme_day_people", inquiry, place)


def _url(name: str, inquiry: Inquiry, place: Place) -> str:
    return reverse(f"coverage:{name}", args=[inquiry.programme.pk, place.slug, inquiry.as_of])


def _narrowing(asked_for: QueryDict) -> Callable[[Line], bool]:
    """Return whether a line is behind the figure that was pressed; what makes no sense narrows nothing down."""
    which, name = asked_for.get("which"), asked_for.get("q", "").strip()
    columns = {"area": "area", "kind": "institution_kind", "state": "state"}
    given = {column: asked_for[key] for key, column in columns.items() if asked_for.get(key)}

    def wanted(line: Line) -> bool:
        if which in (COVERED, "open") and (line.state == COVERED) != (which == COVERED):
            return False
        return name in line.name and all(getattr(line, column) == value for column, value in given.items())

    return wanted


def _rows(matter: Matter, inquiry: Inquiry, shown: Iterable[tuple[int, Line]]) -> Iterator[tuple[ReportLine, Any, str]]:
    """Yield each line as a row, its state in words, and the address of the person where there is one now."""
    some = list(shown)
    known = asking.still_in(matter, [person_id for person_id, _line in some])
    for person_id, line in some:
        url = reverse("coverage:programme_person", args=[inquiry.programme.pk, person_id])
        row = drafting.row_of(Report(), 0, person_id, line)
        yield row, asking.STATES[line.state], url if person_id in known else ""
