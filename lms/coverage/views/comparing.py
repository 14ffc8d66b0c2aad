"""What has changed since a report was frozen: at once, or of a large one by a worker."""

from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lms.coverage import actions, paper
from lms.coverage.models import Report
from lms.coverage.queries.changes import Change, Changed, counted
from lms.coverage.queries.changes import changes as changes_of
from lms.coverage.views.page import may_view, page
from lms.coverage.views.reports import A_PAGE, crumbs_to, report_of
from lms.exchange.sheets.writer import XLSX
from lms.site.sending import hand_out
from lms.site.typing import person_of

# Reading more lines than these, twice, takes longer than somebody waits for a page.
MOST_AT_ONCE = 2000


@require_safe
@may_view
def changes(request: HttpRequest, frozen_id: UUID) -> HttpResponse:
    """Show what a report would say otherwise now: of its own day, or of today."""
    found, today = report_of(request, frozen_id), timezone.localdate()
    actions.look_at_report(person_of(request), found, names=True, at=timezone.now())
    since = "today" if request.GET.get("since") == "today" else ""
    more: dict[str, Any] = {"report": found, "since": since, "today": today}
    if found.due > MOST_AT_ONCE:
        more["kept"] = _kept(found, since, today)
        return page(request, "report_comparisons", _("What has changed since"), crumbs_to(found), **more)
    changed = _changed(request, found, _day(found, since, today))
    more["page_obj"] = Paginator(changed or [], A_PAGE).get_page(request.GET.get("p"))
    more |= {"counted": counted(changed or []), "cannot": changed is None}
    return page(request, "report_changes", _("What has changed since"), crumbs_to(found), **more)


@require_POST
@may_view
def compare(request: HttpRequest, frozen_id: UUID) -> HttpResponse:
    """Start comparing a large report, and go to its progress."""
    found, since = report_of(request, frozen_id), request.POST.get("since", "")
    back = reverse("coverage:report_changes", args=[found.pk]) + (f"?since={since}" if since == "today" else "")
    day, now = _day(found, since, timezone.localdate()), timezone.now()
    job = actions.start_comparing(found, as_of=day, by=person_of(request), return_url=back, at=now)
    return redirect("jobs:job", job.pk)


@require_safe
@may_view
def comparison(request: HttpRequest, frozen_id: UUID, comparison_id: UUID) -> FileResponse:
    """Hand out the workbook of what had changed."""
    found = report_of(request, frozen_id)
    made = found.comparisons.filter(pk=comparison_id).first()
    if made is None:
        raise Http404
    actions.note_report_taken(person_of(request), found, as_file="xlsx", at=timezone.now())
    name = "-".join([_("changes"), paper.file_name(found), f"{made.as_of}.xlsx"])
    return hand_out(made.file.open("rb"), name=name, media_type=XLSX)


def _day(found: Report, since: str, today: date) -> date:
    return today if since == "today" else found.as_of


def _changed(request: HttpRequest, found: Report, day: date) -> list[Changed] | None:
    """Return what has changed; ``None`` where it cannot be asked any more."""
    try:
        return changes_of(found, person_of(request), day)
    except ObjectDoesNotExist:
        return None


def _kept(found: Report, since: str, today: date) -> list[dict[str, object]]:
    """Return what was compared already, the newest first."""
    made = found.comparisons.select_related("compared_by").order_by("-compared_at", "-pk")
    mine = (
        made.exclude(as_of=found.as_of) if since == "today" and today != found.as_of else made.filter(as_of=found.as_of)
    )
    return [
        {"made": each, "counted": [(Change(kind).label, number) for kind, number in each.counts]}
        for each in mine[:A_PAGE]
    ]
