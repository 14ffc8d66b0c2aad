"""The pages of frozen reports, inside the Wagtail admin."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lms.coverage import actions, paper
from lms.coverage.forms.reports import ReportNamesForm
from lms.coverage.models import Report, ReportLine
from lms.coverage.queries import Which
from lms.coverage.queries import reports as asking
from lms.coverage.queries.matter import Key
from lms.coverage.rules.reports import COVERED
from lms.coverage.views import ask, place_named
from lms.coverage.views.matter import asked, day_form, told_wrong
from lms.coverage.views.page import may_view, page
from lms.kit.errors import Refusal
from lms.site.typing import person_of

A_PAGE = 50
# More names than these, about a second's worth, are written to a workbook by a worker.
MOST_WRITTEN_AT_ONCE = 10_000


@require_POST
@may_view
def freeze(request: HttpRequest, scheme_id: int, roster_id: int, as_of: date, place: str) -> HttpResponse:
    """Start freezing a report on a place, and go to its progress."""
    question = ask(request, scheme_id, roster_id, as_of)
    here = place_named(question, place)
    try:
        job = actions.start_freezing(question, here, return_url=reverse("coverage:reports"), at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("coverage:tree", scheme_id, roster_id, as_of, here.slug)
    return redirect("jobs:job", job.pk)


@require_POST
@may_view
def freeze_programme(request: HttpRequest, programme_id: int, place: str) -> HttpResponse:
    """Start freezing what a programme has reached at a place by the end of a day, and go to its progress."""
    matter, here = asked(request, Key(programme_id), place)
    form, back = day_form(matter, request.POST), redirect("coverage:programme", programme_id, here.slug)
    if not form.is_valid():
        told_wrong(request, form)
        return back
    day, then, now = form.cleaned_data["as_of"], reverse("coverage:reports"), timezone.now()
    try:
        job = actions.start_freezing_programme(matter, here, as_of=day, return_url=then, at=now)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return back
    return redirect("jobs:job", job.pk)


@require_safe
@may_view
def reports(request: HttpRequest) -> HttpResponse:
    """List the frozen reports on places in the viewer's area, newest first."""
    found = Report.objects.visible_to(person_of(request)).select_related("frozen_by")
    shown = Paginator(found.order_by("-frozen_at", "-pk"), A_PAGE).get_page(request.GET.get("p"))
    return page(request, "reports", _("Frozen reports"), crumbs_to(), page_obj=shown)


@require_safe
@may_view
def report(request: HttpRequest, frozen_id: UUID) -> HttpResponse:
    """Show a report as it was frozen."""
    found = report_of(request, frozen_id)
    actions.look_at_report(person_of(request), found, names=False, at=timezone.now())
    many = found.due > MOST_WRITTEN_AT_ONCE
    return page(request, "report", _("Frozen report"), crumbs_to(found), many=many, **paper.about(found))


@require_safe
@may_view
def names(request: HttpRequest, frozen_id: UUID) -> HttpResponse:
    """Show the names behind the figures of a report."""
    found = report_of(request, frozen_id)
    lines = _narrowed(found.lines.order_by("position"), ReportNamesForm(request.GET))
    shown = Paginator(lines, A_PAGE).get_page(request.GET.get("p"))
    actions.look_at_report(person_of(request), found, names=True, at=timezone.now())
    known = asking.still_due(found, person_of(request), [line.person_id for line in shown])
    pages = {pk: _page_of(found, pk) for pk in known}
    rows = [(line, asking.STATES[line.state], pages.get(line.person_id, ""), paper.amounts(line)) for line in shown]
    more: dict[str, Any] = {"report": found, "page_obj": shown, "rows": rows, "asked": request.GET}
    more["called"] = paper.headings(found)
    return page(request, "report_names", _("Names of a frozen report"), crumbs_to(found), **more)


@require_POST
@may_view
def check(request: HttpRequest, frozen_id: UUID) -> HttpResponse:
    """Reckon the fingerprints anew from the rows and the file, and say whether they are what they were."""
    found = report_of(request, frozen_id)
    faults = asking.faults(found)
    if faults:
        messages.error(request, " ".join(faults))
    else:
        messages.success(request, _("Rows, figures and file are what was frozen."))
    return redirect("coverage:report", found.pk)


def report_of(request: HttpRequest, frozen_id: UUID) -> Report:
    """Return the report of an address; one the viewer may not see is not found."""
    if (one := asking.seen_by(person_of(request)).filter(pk=frozen_id).first()) is None:
        raise Http404
    return one


def _page_of(found: Report, person_id: int) -> str:
    """Return the address of a person's page behind a report."""
    if found.version:
        return reverse("coverage:programme_person", args=[found.version.programme_id, person_id])
    return reverse("coverage:person", args=[found.scheme_id, found.roster_id, found.as_of, person_id])


def _narrowed(lines: QuerySet[ReportLine], form: ReportNamesForm) -> QuerySet[ReportLine]:
    """Return the lines behind the figure that was pressed; what makes no sense narrows nothing down."""
    if form.said("which") == Which.COVERED:
        lines = lines.filter(state=COVERED)
    elif form.said("which") == Which.OPEN:
        lines = lines.exclude(state=COVERED)
    looked_for = {"q": "name__icontains", "area": "area", "kind": "institution_kind", "state": "state"}
    given = {lookup: form.said(name) for name, lookup in looked_for.items() if form.said(name)}
    return lines.filter(**given)


def crumbs_to(found: Report | None = None) -> list[dict[str, str]]:
    """Return the way to the list of reports, or to one of them."""
    crumbs = [{"url": reverse("coverage:reports"), "label": _("Frozen reports")}]
    return [*crumbs, {"url": reverse("coverage:report", args=[found.pk]), "label": str(found)}] if found else crumbs
