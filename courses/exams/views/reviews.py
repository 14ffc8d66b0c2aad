"""Looking questions over: the queue, one version with what changed, and the verdict."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin.auth import permission_required

from courses.exams import actions, queries
from courses.exams.bank.verdicts import TickedForm, VerdictForm
from courses.exams.models import QuestionVersion
from lms.kit.errors import Refusal
from lms.site.typing import person_of

REVIEW = "exams.review_question"
may_review = permission_required(REVIEW)
_A_PAGE = 50


@require_GET
@may_review
def queue(request: HttpRequest) -> HttpResponse:
    """Show what waits for a review, the oldest first."""
    waiting = queries.waiting_for(person_of(request))
    page = Paginator(waiting, _A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, **_furniture(_("Waiting for review"), [])}
    return render(request, "courses/exams/admin/review_queue.html", context)


@require_GET
@may_review
def version(request: HttpRequest, version_id: int) -> HttpResponse:
    """Show one version as doctors will see it, beside what it was before."""
    return _page(request, _version(request, version_id), VerdictForm())


@require_POST
@may_review
def decide(request: HttpRequest, version_id: int) -> HttpResponse:
    """Approve a version, or send it back with a comment."""
    seen, form = _version(request, version_id), VerdictForm(request.POST)
    if form.is_valid():
        try:
            actions.review_version(version=seen, by=person_of(request), at=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            said = form.cleaned_data["verdict"]
            messages.success(request, _("Approved.") if said == "approved" else _("Sent back. The writer is told."))
            return redirect("exam_review:index")
    return _page(request, seen, form, status=422)


@require_POST
@may_review
def approve(request: HttpRequest) -> HttpResponse:
    """Approve those that are ticked."""
    form = TickedForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Tick the questions you approve."))
        return redirect("exam_review:index")
    done = actions.approve_versions(
        versions=queries.waiting_for(person_of(request)).filter(pk__in=form.cleaned_data["version"]),
        by=person_of(request),
        at=timezone.now(),
    )
    left = len(form.cleaned_data["version"]) - done
    messages.success(request, ngettext("%(n)s question approved.", "%(n)s questions approved.", done) % {"n": done})
    if left:
        said = ngettext(
            "%(n)s was left out: you wrote it yourself, or it does not wait any more.",
            "%(n)s were left out: you wrote them yourself, or they do not wait any more.",
            left,
        )
        messages.warning(request, said % {"n": left})
    return redirect("exam_review:index")


def _version(request: HttpRequest, version_id: int) -> QuestionVersion:
    seen = QuestionVersion.objects.visible_to(request.user).select_related("question__subject", "made_by")
    return get_object_or_404(seen, pk=version_id)


def _page(request: HttpRequest, seen: QuestionVersion, form: VerdictForm, status: int = 200) -> HttpResponse:
    title = _("Review of %(code)s, version %(n)s") % {"code": seen.question.code, "n": seen.number}
    crumb = {"url": reverse("exam_review:index"), "label": _("Waiting for review")}
    context: dict[str, Any] = {
        "shown": queries.told(seen),
        "is_own": seen.made_by_id == person_of(request).pk,
        "form": form,
        **_furniture(title, [crumb]),
    }
    return render(request, "courses/exams/admin/review.html", context, status=status)


def _furniture(title: str, between: list[dict[str, Any]]) -> dict[str, Any]:
    first = {"url": reverse("exam_questions:index"), "label": _("Questions")}
    return {
        "breadcrumbs_items": [first, *between, {"url": "", "label": title}],
        "header_title": title,
        "header_icon": "check",
    }
