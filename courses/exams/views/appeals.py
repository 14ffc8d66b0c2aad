"""Appeals: the doctor's form on the phone, and the list and the decision in the admin."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods
from wagtail.admin.auth import permission_required

from courses.exams import actions
from courses.exams.marking_forms import AppealForm, DecisionForm
from courses.exams.models import Appeal, Sitting
from courses.exams.queries.appeals import appeal_list, case_of
from courses.exams.queries.release import marks_are_out
from lms.kit.errors import Refusal
from lms.site.typing import person_of, signed_in

may_decide = permission_required("exams.decide_appeal")


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def make(request: HttpRequest, sitting_id: int, position: int) -> HttpResponse:
    """Take a doctor's objection to one question of their own paper."""
    sitting = get_object_or_404(Sitting.objects.of(person_of(request)).select_related("exam"), pk=sitting_id)
    item = get_object_or_404(sitting.items.select_related("version"), position=position)
    now = timezone.now()
    if sitting.score_hundredths is None or not marks_are_out(sitting.exam, now):
        raise Http404
    form = AppealForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.appeal(item, text=form.cleaned_data["text"], at=now)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Your objection is with the organiser. You will be told what they decide."))
            return redirect(reverse("exams:receipt", args=[sitting.pk]) + "#appeals")
    context = {"sitting": sitting, "item": item, "form": form}
    return render(request, "courses/exams/appeal.html", context, status=422 if form.errors else 200)


@never_cache
@require_GET
@may_decide
def waiting(request: HttpRequest) -> HttpResponse:
    """List the appeals, those that wait for a decision first."""
    context = {"appeals": appeal_list(request.user), **furniture(_("Objections"))}
    return render(request, "courses/exams/admin/appeals.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@may_decide
def page(request: HttpRequest, appeal_id: int) -> HttpResponse:
    """Show what is objected to beside the question and its marks, and take the decision."""
    appeal = get_object_or_404(Appeal.objects.run_by(request.user).select_related(*RELATED), pk=appeal_id)
    form = DecisionForm(request.POST or None, item=appeal.item)
    if request.method == "POST" and form.is_valid() and _decided(request, appeal, form):
        messages.success(request, _("Decided. The doctor has been told."))
        return redirect("exam_appeals:index")
    context = {
        "appeal": appeal,
        "case": case_of(appeal),
        "form": form,
        "may_correct": request.user.has_perm("exams.correct_key"),
        **furniture(_("Objection")),
    }
    return render(request, "courses/exams/admin/appeal.html", context, status=422 if form.errors else 200)


RELATED = ("item__version__question", "item__sitting__exam", "decided_by")


def _decided(request: HttpRequest, appeal: Appeal, form: DecisionForm) -> bool:
    """Carry out the decision; say whether it was taken."""
    how = {"answer": form.cleaned_data["answer"], "by": person_of(request), "at": timezone.now()}
    try:
        if request.POST.get("decision") == Appeal.Decision.UPHELD:
            actions.uphold(appeal, earned_hundredths=form.hundredths, **how)
        else:
            actions.dismiss(appeal, **how)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def furniture(title: str) -> dict[str, Any]:
    """Return the way to a page of appeals and its heading, as the admin's frame shows them."""
    first = {"url": reverse("exam_appeals:index"), "label": _("Objections")}
    crumbs = [first] if title == first["label"] else [first, {"url": "", "label": title}]
    return {"breadcrumbs_items": crumbs, "header_title": title, "header_icon": "warning"}
