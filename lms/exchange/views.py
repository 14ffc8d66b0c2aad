"""The admin's pages for rosters: upload, report, answers, approval."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.admin.auth import permission_required

from lms.exchange import actions, queries
from lms.exchange.forms import AnswersForm, UploadForm
from lms.exchange.models import Upload
from lms.exchange.roster.columns import TITLES
from lms.exchange.template import template_workbook
from lms.jobs.actions import start
from lms.jobs.models import Job
from lms.kit.errors import Refusal
from lms.site.typing import person_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROWS_A_PAGE = 50
PERMISSION = "people.import_roster"

may_import: Callable[..., Any] = permission_required(PERMISSION)


@require_GET
@may_import
def history(request: HttpRequest) -> HttpResponse:
    """List the uploads for the viewer's institutions."""
    page = Paginator(queries.uploads_for(person_of(request)), ROWS_A_PAGE).get_page(request.GET.get("p"))
    return render(request, "lms/exchange/history.html", {"page": page, **_furniture(_("Roster imports"))})


@require_http_methods(["GET", "POST"])
@may_import
def upload(request: HttpRequest) -> HttpResponse:
    """Take a file and have it checked."""
    viewer = person_of(request)
    form = UploadForm(request.POST or None, request.FILES or None, viewer=viewer)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        now = timezone.now()
        try:
            kept = actions.receive_upload(
                data=file.read(), file_name=file.name or "", target=form.target(), by=viewer, at=now
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("jobs:job", _start(request, "exchange.check", kept).pk)
    context = {"form": form, **_furniture(_("Import a roster"))}
    return render(request, "lms/exchange/upload.html", context, status=422 if form.errors else 200)


def _start(request: HttpRequest, kind: str, kept: Upload) -> Job:
    return start(
        kind,
        title=kept.roster_name,
        owner=person_of(request),
        at=timezone.now(),
        return_url=reverse("exchange:report", args=[kept.pk]),
        upload_id=kept.pk,
    )


def with_upload(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Hand a view the upload its address names, if the viewer may see it."""

    @wraps(view)
    def wrapped(request: HttpRequest, upload_id: int) -> HttpResponse:
        return view(request, get_object_or_404(queries.uploads_for(person_of(request)), pk=upload_id))

    return wrapped


@require_GET
@may_import
@with_upload
def report(request: HttpRequest, kept: Upload) -> HttpResponse:
    """Show what was found in a file, what it would change, and what must be answered first."""
    viewer = person_of(request)
    may_decide = queries.may_decide(kept, viewer, today=timezone.localdate())
    lists = queries.rows_of(kept, viewer) if may_decide else {}
    context = {
        "upload": kept,
        "may_decide": may_decide,
        **{name: Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("p")) for name, rows in lists.items()},
        "answers": AnswersForm(upload=kept) if may_decide and kept.state == Upload.State.WAITING else None,
        "titles": {**TITLES, "post": _("Post")},
        "before": queries.applied_before(kept),
        "is_stuck": kept.state in (Upload.State.RECEIVED, Upload.State.APPROVED) and not queries.is_under_way(kept),
        "is_own": kept.uploaded_by_id == viewer.pk,
        **_furniture(kept.roster_name, [{"url": reverse("exchange:history"), "label": _("Roster imports")}]),
    }
    return render(request, "lms/exchange/report.html", context)


@require_POST
@may_import
@with_upload
def answer(request: HttpRequest, kept: Upload) -> HttpResponse:
    """Keep answers; when none is open the file is checked again with them."""
    form = AnswersForm(request.POST, upload=kept)
    form.is_valid()
    try:
        left = actions.answer_questions(kept, answers=form.answers(), by=person_of(request), at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("exchange:report", kept.pk)
    if left:
        messages.warning(request, _("%(n)s questions are still open.") % {"n": left})
        return redirect("exchange:report", kept.pk)
    return redirect("jobs:job", _start(request, "exchange.check", kept).pk)


@require_POST
@may_import
@with_upload
def check(request: HttpRequest, kept: Upload) -> HttpResponse:
    """Have a file looked through again whose check came to nothing."""
    if queries.is_under_way(kept):
        return redirect("exchange:report", kept.pk)
    return redirect("jobs:job", _start(request, "exchange.check", kept).pk)


@require_POST
@may_import
@with_upload
def approve(request: HttpRequest, kept: Upload) -> HttpResponse:
    """Approve a checked file and have it written; one approved before is gone on with if nobody is at it."""
    try:
        actions.approve_upload(kept, by=person_of(request), at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("exchange:report", kept.pk)
    if queries.is_under_way(kept):
        return redirect("exchange:report", kept.pk)
    return redirect("jobs:job", _start(request, "exchange.apply", kept).pk)


@require_GET
@may_import
@with_upload
def marked(request: HttpRequest, kept: Upload) -> HttpResponse:
    """Hand the marked workbook back to whoever uploaded it: it holds the numbers in clear, as they sent them."""
    if not kept.marked_file or kept.uploaded_by_id != person_of(request).pk:
        raise Http404
    stem = kept.file_name.rsplit(".", 1)[0]
    return _download(kept.marked_content(), f"{stem}-{_('marked')}.xlsx")


@require_GET
@may_import
def template(request: HttpRequest) -> HttpResponse:
    """Hand out the empty roster to fill in."""
    return _download(template_workbook(), f"{_('roster template')}.xlsx")


def _download(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f"attachment; filename=\"roster.xlsx\"; filename*=UTF-8''{quote(name)}"
    response["Cache-Control"] = "private, no-store"
    return response


def _furniture(title: str, between: list[dict[str, str]] | None = None) -> dict[str, Any]:
    crumbs = [*(between or []), {"url": "", "label": title}]
    return {"breadcrumbs_items": crumbs, "header_title": title, "header_icon": "upload"}
