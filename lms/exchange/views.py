"""The admin's pages for rosters: upload, report, answers, approval."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.admin.auth import permission_required

from lms.exchange import actions, queries
from lms.exchange.forms import AnswersForm, UploadForm
from lms.exchange.models import Upload
from lms.exchange.roster.columns import TITLES
from lms.exchange.steps import Steps, page_of, workbook_answer
from lms.exchange.template import template_workbook
from lms.site.typing import person_of

PERMISSION = "people.import_roster"
STEPS = Steps(app="exchange", title=gettext_lazy("Roster imports"), visible=queries.uploads_for)

may_import: Callable[..., Any] = permission_required(PERMISSION)


@require_GET
@may_import
def history(request: HttpRequest) -> HttpResponse:
    """List the uploads for the viewer's institutions."""
    return render(request, "lms/exchange/history.html", STEPS.history(request))


@require_http_methods(["GET", "POST"])
@may_import
def upload(request: HttpRequest) -> HttpResponse:
    """Take a file and have it checked."""
    form = UploadForm(request.POST or None, request.FILES or None, viewer=person_of(request))
    if request.method == "POST" and form.is_valid():
        keep = partial(actions.receive_upload, target=form.target())
        if (begun := STEPS.receive(request, form, keep)) is not None:
            return begun
    context = {"form": form, **STEPS.furniture(_("Import a roster"))}
    return render(request, "lms/exchange/checked_upload.html", context, status=422 if form.errors else 200)


@require_GET
@may_import
@STEPS.with_upload
def report(request: HttpRequest, kept: Upload) -> HttpResponse:
    """Show what was found in a file, what it would change, and what must be answered first."""
    viewer = person_of(request)
    may_decide = queries.may_decide(kept, viewer, today=timezone.localdate())
    lists = queries.rows_of(kept, viewer) if may_decide else {}
    context = {
        **STEPS.report(kept),
        "may_decide": may_decide,
        # What the check came to is nobody's secret: whoever sees the upload may have it looked through again.
        "may_go_on": may_decide or kept.state == Upload.State.RECEIVED,
        **{name: page_of(rows, request) for name, rows in lists.items()},
        "answers": AnswersForm(upload=kept) if may_decide and kept.state == Upload.State.WAITING else None,
        "titles": {**TITLES, "post": _("Post")},
        "before": queries.applied_before(kept),
        "is_own": kept.uploaded_by_id == viewer.pk,
    }
    return render(request, "lms/exchange/report.html", context)


@require_POST
@may_import
@STEPS.with_upload
def answer(request: HttpRequest, kept: Upload) -> HttpResponse:
    """Keep answers; when none is open the file is checked again with them."""
    form = AnswersForm(request.POST, upload=kept)
    form.is_valid()
    return STEPS.answer(request, kept, partial(actions.answer_questions, answers=form.answers()))


@require_POST
@may_import
@STEPS.with_upload
def check(request: HttpRequest, kept: Upload) -> HttpResponse:
    """Have a file looked through again whose check came to nothing."""
    return STEPS.check_again(request, kept)


@require_POST
@may_import
@STEPS.with_upload
def approve(request: HttpRequest, kept: Upload) -> HttpResponse:
    """Approve a checked file and have it written."""
    return STEPS.approve(request, kept, actions.approve_upload)


@require_GET
@may_import
@STEPS.with_upload
def marked(request: HttpRequest, kept: Upload) -> HttpResponse:
    """Hand the marked workbook back to whoever uploaded it: it holds the numbers in clear, as they sent them."""
    if not kept.marked_file or kept.uploaded_by_id != person_of(request).pk:
        raise Http404
    stem, marked_as = kept.file_name.rsplit(".", 1)[0], _("marked")
    return _download(kept.marked_content(), f"{stem}-{marked_as}.xlsx")


@require_GET
@may_import
def template(request: HttpRequest) -> HttpResponse:
    """Hand out the empty roster to fill in."""
    return _download(template_workbook(), _("roster template") + ".xlsx")


def _download(content: bytes, name: str) -> HttpResponse:
    return workbook_answer(content, name, plain_name="roster.xlsx")
