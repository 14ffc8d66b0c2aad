"""The pages of frozen reports, inside the Wagtail admin."""

from datetime import date
from tempfile import TemporaryFile
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lms.coverage import actions, booking, paper
from lms.coverage.models import Report, ReportLine
from lms.coverage.queries import State
from lms.coverage.queries import reports as asking
from lms.coverage.views import ask, place_named
from lms.coverage.views.page import may_view, page
from lms.kit.errors import Refusal
from lms.site.typing import person_of

A_PAGE = 50
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


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


@require_safe
@may_view
def reports(request: HttpRequest) -> HttpResponse:
    """List the frozen reports on places in the viewer's area, newest first."""
    found = Report.objects.visible_to(person_of(request)).select_related("frozen_by")
    shown = Paginator(found.order_by("-frozen_at", "-pk"), A_PAGE).get_page(request.GET.get("p"))
    return page(request, "reports", _("Frozen reports"), _crumbs(), page_obj=shown)


@require_safe
@may_view
def report(request: HttpRequest, frozen_id: UUID) -> HttpResponse:
    """Show a report as it was frozen."""
    found = _report(request, frozen_id)
    actions.look_at_report(person_of(request), found, names=False, at=timezone.now())
    return page(request, "report", _("Frozen report"), _crumbs(found), **paper.about(found))


@require_safe
@may_view
def names(request: HttpRequest, frozen_id: UUID) -> HttpResponse:
    """Show the names behind the figures of a report."""
    found = _report(request, frozen_id)
    lines = _narrowed(found.lines.order_by("position"), request.GET)
    shown = Paginator(lines, A_PAGE).get_page(request.GET.get("p"))
    actions.look_at_report(person_of(request), found, names=True, at=timezone.now())
    known = asking.still_due(found, person_of(request), [line.person_id for line in shown])
    rows = [(line, State(line.state).label, line.person_id in known) for line in shown]
    more = {"report": found, "page_obj": shown, "rows": rows, "asked": request.GET}
    return page(request, "report_names", _("Names of a frozen report"), _crumbs(found), **more)


@require_safe
@may_view
def changes(request: HttpRequest, frozen_id: UUID) -> HttpResponse:
    """Show what a report would say otherwise now: of its own day, or of today."""
    found, today = _report(request, frozen_id), timezone.localdate()
    since = request.GET.get("since") == "today"
    changed = asking.changes(found, person_of(request), today if since else found.as_of)
    shown = Paginator(changed, A_PAGE).get_page(request.GET.get("p"))
    actions.look_at_report(person_of(request), found, names=True, at=timezone.now())
    more = {"report": found, "page_obj": shown, "counted": asking.counted(changed), "since": since, "today": today}
    return page(request, "report_changes", _("What has changed since"), _crumbs(found), **more)


@require_safe
@may_view
def file(request: HttpRequest, frozen_id: UUID) -> FileResponse:
    """Hand out the signed file."""
    found = _report(request, frozen_id)
    actions.note_report_taken(person_of(request), found, as_file="pdf", at=timezone.now())
    return FileResponse(found.file.open("rb"), as_attachment=True, filename=f"{_name(found)}.pdf")


@require_safe
@may_view
def workbook(request: HttpRequest, frozen_id: UUID) -> FileResponse:
    """Hand out the workbook."""
    found = _report(request, frozen_id)
    made = TemporaryFile()  # noqa: SIM115 - the answer closes it
    booking.write_report(found, made)
    made.seek(0)
    actions.note_report_taken(person_of(request), found, as_file="xlsx", at=timezone.now())
    return FileResponse(made, as_attachment=True, filename=f"{_name(found)}.xlsx", content_type=WORKBOOK)


@require_POST
@may_view
def check(request: HttpRequest, frozen_id: UUID) -> HttpResponse:
    """Reckon the fingerprints anew from the rows and the file, and say whether they are what they were."""
    found = _report(request, frozen_id)
    faults = asking.faults(found)
    if faults:
        messages.error(request, " ".join(faults))
    else:
        messages.success(request, _("Rows, figures and file are what was frozen."))
    return redirect("coverage:report", found.pk)


def _report(request: HttpRequest, frozen_id: UUID) -> Report:
    found = Report.objects.visible_to(person_of(request)).select_related("division", "organisation")
    if (one := found.filter(pk=frozen_id).first()) is None:
        raise Http404
    return one


def _narrowed(lines: QuerySet[ReportLine], asked: QueryDict) -> QuerySet[ReportLine]:
    """Return the lines behind the figure that was pressed; what makes no sense narrows nothing down."""
    if asked.get("which") == State.COVERED:
        lines = lines.filter(state=State.COVERED)
    elif asked.get("which") == "open":
        lines = lines.exclude(state=State.COVERED)
    looked_for = {"q": "name__icontains", "area": "area", "kind": "institution_kind"}
    given = {lookup: str(asked[name]).strip() for name, lookup in looked_for.items() if asked.get(name)}
    return lines.filter(**given)


def _crumbs(found: Report | None = None) -> list[dict[str, str]]:
    crumbs = [{"url": reverse("coverage:reports"), "label": _("Frozen reports")}]
    return [*crumbs, {"url": reverse("coverage:report", args=[found.pk]), "label": str(found)}] if found else crumbs


def _name(found: Report) -> str:
    return f"{_('coverage')}-{found.about['place']}-{found.as_of}"
