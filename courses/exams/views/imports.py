"""The admin's pages for questions in and out: upload, report, answers, approval, export."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.admin.auth import permission_required

from courses.exams.actions import imports as actions
from courses.exams.exchange.columns import TITLES
from courses.exams.exchange.forms import ExportForm, ImportForm, TwinsForm
from courses.exams.exchange.writers.template import template_workbook
from courses.exams.models import QuestionImport
from courses.exams.queries import imports as queries
from lms.exchange.steps import Steps, page_of, workbook_answer
from lms.jobs.actions import start
from lms.site.typing import person_of

State = QuestionImport.State
STEPS = Steps(app="question_imports", title=gettext_lazy("Imports of questions"), visible=queries.imports_for)

may_import: Callable[..., Any] = permission_required("exams.import_question")


@require_GET
@may_import
def history(request: HttpRequest) -> HttpResponse:
    """List the imports into the viewer's part of the bank."""
    return render(request, "courses/exams/admin/imports.html", STEPS.history(request))


@require_http_methods(["GET", "POST"])
@may_import
def upload(request: HttpRequest) -> HttpResponse:
    """Take a file and have it checked."""
    form = ImportForm(request.POST or None, request.FILES or None, viewer=person_of(request))
    if request.method == "POST" and form.is_valid():
        keep = partial(actions.receive_import, onto=form.destination())
        if (begun := STEPS.receive(request, form, keep)) is not None:
            return begun
    context = {"form": form, **STEPS.furniture(_("Import questions"), STEPS.crumb())}
    return render(request, "courses/exams/admin/import_upload.html", context, status=422 if form.errors else 200)


@require_GET
@may_import
@STEPS.with_upload
def report(request: HttpRequest, kept: QuestionImport) -> HttpResponse:
    """Show what was found in a file, what it would change, and what must be answered first."""
    may_decide = queries.may_decide(kept, person_of(request))
    context = {
        **STEPS.report(kept),
        "may_decide": may_decide,
        "may_go_on": may_decide,
        "titles": TITLES,
        "before": queries.imported_before(kept),
    }
    if may_decide:
        context["faults"] = page_of(queries.faults_of(kept), request)
        if kept.state in (State.WAITING, State.CHECKED):
            twins = page_of(queries.twins_of(kept), request)
            context |= {"twins": twins, "answers": TwinsForm(twins=list(twins.object_list))}
    return render(request, "courses/exams/admin/import_report.html", context)


@require_POST
@may_import
@STEPS.with_upload
def answer(request: HttpRequest, kept: QuestionImport) -> HttpResponse:
    """Keep answers; when none is open the file is checked again with them."""
    form = TwinsForm(request.POST, twins=list(queries.twins_of(kept).filter(pk__in=_asked(request))))
    form.is_valid()
    given = {"answers": form.answers(), "rest": form.cleaned_data.get("rest", "")}
    return STEPS.answer(request, kept, partial(actions.answer_twins, **given))


def _asked(request: HttpRequest) -> list[int]:
    """Return the ids of the twins a posted form speaks of."""
    names = [name.removeprefix("twin-") for name in request.POST if name.startswith("twin-")]
    return [int(name) for name in names if name.isascii() and name.isdigit() and len(name) < 16]


@require_POST
@may_import
@STEPS.with_upload
def check(request: HttpRequest, kept: QuestionImport) -> HttpResponse:
    """Have a file looked through again whose check came to nothing."""
    return STEPS.check_again(request, kept)


@require_POST
@may_import
@STEPS.with_upload
def approve(request: HttpRequest, kept: QuestionImport) -> HttpResponse:
    """Approve a checked file and have it written."""
    return STEPS.approve(request, kept, actions.approve_import)


@require_GET
@may_import
@STEPS.with_upload
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
    context = {"form": form, **STEPS.furniture(_("Export questions"), STEPS.crumb())}
    return render(request, "courses/exams/admin/export.html", context, status=422 if form.errors else 200)


def _download(content: bytes, name: str) -> HttpResponse:
    return workbook_answer(content, name, plain_name="questions.xlsx")
