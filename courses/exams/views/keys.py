"""Correcting a key in the admin: form, preview, confirmation; then the regrade and its report."""

from io import BytesIO
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.admin.auth import permission_required

from courses.exams import actions, rules
from courses.exams.marking_forms import KeyForm
from courses.exams.models import Question, QuestionVersion, Regrade
from courses.exams.queries import regrading as queries
from courses.exams.regrade_report import workbook
from lms.exchange.sheets import XLSX
from lms.kit.errors import Refusal
from lms.site.typing import person_of

RESULTS_A_PAGE = 50

may_correct = permission_required("exams.correct_key")


@never_cache
@require_GET
@may_correct
def regrades(request: HttpRequest) -> HttpResponse:
    """List the corrections, the newest first."""
    found = Regrade.objects.visible_to(request.user).order_by("-pk")
    found = found.select_related("correction__version__question", "correction__by", "job")
    page = Paginator(found, RESULTS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "courses/exams/admin/regrades.html", {"page": page, **furniture(_("Corrected keys"))})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@may_correct
def correct(request: HttpRequest, version_id: int, part: int) -> HttpResponse:
    """Ask what is right; show what would change; ask once more, and only then correct."""
    version = _version(request, version_id, part)
    form = KeyForm(request.POST or None, version=version, part=version.part(part))
    previewed = None
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["sure"] and (regrade := _corrected(request, version, part, form)):
            return redirect("exam_keys:regrade", regrade.pk)
        previewed = queries.preview(version, part, form.cleaned_data["rule"], form.cleaned_data["right"])
    context = {
        "version": version,
        "part": version.part(part),
        "number": part + 1 if version.parts else 0,
        "form": form,
        "preview": previewed,
        "appeals": queries.open_appeals(version, part),
        "outside": queries.outside(version, part, request.user),
        **furniture(_("Correct the key")),
    }
    return render(request, "courses/exams/admin/key.html", context, status=422 if form.errors else 200)


def _version(request: HttpRequest, version_id: int, part: int) -> QuestionVersion:
    questions = Question.objects.visible_to(request.user)
    found = QuestionVersion.objects.select_related("question").filter(question__in=questions)
    version = get_object_or_404(found, pk=version_id)
    if part >= version.part_count:
        raise Http404
    return version


def _corrected(request: HttpRequest, version: QuestionVersion, part: int, form: KeyForm) -> Regrade | None:
    here = reverse("exam_keys:index")
    by, now = person_of(request), timezone.now()
    try:
        return actions.correct_key(version=version, part=part, change=form.correction(), by=by, at=now, return_url=here)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return None


@never_cache
@require_GET
@may_correct
def regrade(request: HttpRequest, regrade_id: int) -> HttpResponse:
    """Show how far a regrade is, and whose result changed."""
    found = _regrade(request, regrade_id)
    changed = queries.changed_results(found, request.user).select_related("sitting__person", "sitting__exam")
    page = Paginator(changed, RESULTS_A_PAGE).get_page(request.GET.get("page"))
    job = found.job
    context = {
        "regrade": found,
        "correction": found.correction,
        "letters": rules.letters(found.correction.right),
        "turns": queries.turns_of(found, request.user),
        "page": page,
        "job": job,
        "sees_job": job is not None and job.owner_id == person_of(request).pk,
        **furniture(_("Whose result changed")),
    }
    return render(request, "courses/exams/admin/regrade.html", context)


@never_cache
@require_GET
@may_correct
def export(request: HttpRequest, regrade_id: int) -> HttpResponse:
    """Hand out the report as a workbook."""
    found = _regrade(request, regrade_id)
    file = BytesIO()
    workbook(file, found, at=timezone.now(), by=person_of(request))
    response = HttpResponse(file.getvalue(), content_type=XLSX)
    name = "-".join([_("changed results"), f"{found.correction.version.question.code}.xlsx"])
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return response


@require_POST
@may_correct
def go_on(request: HttpRequest, regrade_id: int) -> HttpResponse:
    """Go on with a regrade that was stopped."""
    found, here = _regrade(request, regrade_id), reverse("exam_keys:regrade", args=[regrade_id])
    try:
        actions.resume_regrade(found, by=person_of(request), at=timezone.now(), return_url=here)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(here)


def _regrade(request: HttpRequest, regrade_id: int) -> Regrade:
    related = ("correction__version__question", "correction__by", "job")
    return get_object_or_404(Regrade.objects.visible_to(request.user).select_related(*related), pk=regrade_id)


def furniture(title: str) -> dict[str, Any]:
    """Return the way to a page of corrected keys and its heading, as the admin's frame shows them."""
    first = {"url": reverse("exam_keys:index"), "label": _("Corrected keys")}
    crumbs = [first] if title == first["label"] else [first, {"url": "", "label": title}]
    return {"breadcrumbs_items": crumbs, "header_title": title, "header_icon": "key"}
