"""The admin's pages for questions in and out: upload, report, answers, approval, export."""

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

from courses.exams.actions import imports as actions
from courses.exams.exchange.columns import TITLES
from courses.exams.exchange.forms import ExportForm, ImportForm, TwinsForm
from courses.exams.exchange.writers.template import template_workbook
from courses.exams.models import QuestionImport
from courses.exams.queries import imports as queries
from lms.jobs.actions import start
from lms.jobs.models import Job
from lms.kit.errors import Refusal
from lms.site.typing import person_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROWS_A_PAGE = 50
State = QuestionImport.State

may_import: Callable[..., Any] = permission_required("exams.import_question")


@require_GET
@may_import
def history(request: HttpRequest) -> HttpResponse:
    """List the imports into the viewer's part of the bank."""
    page = Paginator(queries.imports_for(person_of(request)), ROWS_A_PAGE).get_page(request.GET.get("p"))
    return render(request, "courses/exams/admin/imports.html", {"page": page, **_furniture(_("Imports of questions"))})


@require_http_methods(["GET", "POST"])
@may_import
def upload(request: HttpRequest) -> HttpResponse:
    """Take a file and have it checked."""
    viewer = person_of(request)
    form = ImportForm(request.POST or None, request.FILES or None, viewer=viewer)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        given = {"data": file.read(), "file_name": file.name or "", "onto": form.destination()}
        try:
            kept = actions.receive_import(**given, by=viewer, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("jobs:job", _start(request, "exams.import.check", kept).pk)
    context = {"form": form, **_furniture(_("Import questions"), [_crumb()])}
    return render(request, "courses/exams/admin/import_upload.html", context, status=422 if form.errors else 200)


def _start(request: HttpRequest, kind: str, kept: QuestionImport) -> Job:
    return start(
        kind,
        title=kept.file_name,
        owner=person_of(request),
        at=timezone.now(),
        return_url=reverse("question_imports:report", args=[kept.pk]),
        import_id=kept.pk,
    )


def with_import(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Hand a view the import its address names, if the viewer may see it."""

    @wraps(view)
    def wrapped(request: HttpRequest, import_id: int) -> HttpResponse:
        return view(request, get_object_or_404(queries.imports_for(person_of(request)), pk=import_id))

    return wrapped


@require_GET
@may_import
@with_import
def report(request: HttpRequest, kept: QuestionImport) -> HttpResponse:
    """Show what was found in a file, what it would change, and what must be answered first."""
    viewer = person_of(request)
    may_decide = queries.may_decide(kept, viewer)
    context = {"upload": kept, "may_decide": may_decide, "titles": TITLES, "before": queries.imported_before(kept)}
    if may_decide:
        page = request.GET.get("p")
        context["faults"] = Paginator(queries.faults_of(kept), ROWS_A_PAGE).get_page(page)
        if kept.state in (State.WAITING, State.CHECKED):
            twins = Paginator(queries.twins_of(kept), ROWS_A_PAGE).get_page(page)
            context |= {"twins": twins, "answers": TwinsForm(twins=list(twins.object_list))}
    context["is_stuck"] = kept.state in (State.RECEIVED, State.APPROVED) and not queries.is_under_way(kept)
    return render(request, "courses/exams/admin/import_report.html", {**context, **_furniture(str(kept), [_crumb()])})


@require_POST
@may_import
@with_import
def answer(request: HttpRequest, kept: QuestionImport) -> HttpResponse:
    """Keep answers; when none is open the file is checked again with them."""
    asked = list(queries.twins_of(kept).filter(pk__in=_asked(request)))
    form = TwinsForm(request.POST, twins=asked)
    form.is_valid()
    given = {"answers": form.answers(), "rest": form.cleaned_data.get("rest", "")}
    try:
        left = actions.answer_twins(kept, **given, by=person_of(request), at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("question_imports:report", kept.pk)
    if left:
        messages.warning(request, _("%(n)s questions are still open.") % {"n": left})
        return redirect("question_imports:report", kept.pk)
    return redirect("jobs:job", _start(request, "exams.import.check", kept).pk)


def _asked(request: HttpRequest) -> list[int]:
    """Return the ids of the twins a posted form speaks of."""
    names = [name.removeprefix("twin-") for name in request.POST if name.startswith("twin-")]
    return [int(name) for name in names if name.isascii() and name.isdigit() and len(name) < 16]


@require_POST
@may_import
@with_import
def check(request: HttpRequest, kept: QuestionImport) -> HttpResponse:
    """Have a file looked through again whose check came to nothing."""
    if queries.is_under_way(kept):
        return redirect("question_imports:report", kept.pk)
    return redirect("jobs:job", _start(request, "exams.import.check", kept).pk)


@require_POST
@may_import
@with_import
def approve(request: HttpRequest, kept: QuestionImport) -> HttpResponse:
    """Approve a checked file and have it written; one approved before is gone on with if nobody is at it."""
    try:
        actions.approve_import(kept, by=person_of(request), at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("question_imports:report", kept.pk)
    if queries.is_under_way(kept):
        return redirect("question_imports:report", kept.pk)
    return redirect("jobs:job", _start(request, "exams.import.apply", kept).pk)


@require_GET
@may_import
@with_import
def marked(request: HttpRequest, kept: QuestionImport) -> HttpResponse:
    """Hand the marked workbook back to whoever may decide on the import."""
    if not kept.marked_file or not queries.may_decide(kept, person_of(request)):
        raise Http404
    name = _("%(file)s with errors marked") % {"file": kept.file_name.rsplit(".", 1)[0]}
    return _download(kept.marked_content(), f"{name}.xlsx")


@require_GET
@may_import
def template(request: HttpRequest) -> HttpResponse:
    """Hand out the empty sheet to fill in."""
    name = _("template of questions")
    return _download(template_workbook(), f"{name}.xlsx")


@require_http_methods(["GET", "POST"])
@may_import
def export(request: HttpRequest) -> HttpResponse:
    """Have the viewer's part of the bank written into a file."""
    form = ExportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        subject = form.cleaned_data["subject"]
        job = start(
            "exams.export",
            title=_("Questions"),
            owner=person_of(request),
            at=timezone.now(),
            return_url=reverse("question_imports:export"),
            form=form.cleaned_data["form"],
            subject_id=subject.pk if subject else None,
        )
        return redirect("jobs:job", job.pk)
    context = {"form": form, **_furniture(_("Export questions"), [_crumb()])}
    return render(request, "courses/exams/admin/export.html", context, status=422 if form.errors else 200)


def _download(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f"attachment; filename=\"questions.xlsx\"; filename*=UTF-8''{quote(name)}"
    response["Cache-Control"] = "private, no-store"
    return response


def _crumb() -> dict[str, str]:
    return {"url": reverse("question_imports:history"), "label": _("Imports of questions")}


def _furniture(title: str, between: list[dict[str, str]] | None = None) -> dict[str, Any]:
    crumbs = [*(between or []), {"url": "", "label": title}]
    return {"breadcrumbs_items": crumbs, "header_title": title, "header_icon": "upload"}
