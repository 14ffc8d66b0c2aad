"""Answers that came late: the list, one sitting, and the decision in two steps."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods
from wagtail.admin.auth import permission_required

from courses.exams import actions
from courses.exams.models import Exam, Sitting
from courses.exams.queries.late import late_answers, late_sittings
from lms.kit.errors import Refusal
from lms.site.typing import person_of

may_decide = permission_required("exams.change_exam")


class DecisionForm(forms.Form):
    """Whether late answers count, and why."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=300, strip=True, widget=forms.Textarea({"rows": 3})
    )
    decision = forms.ChoiceField(choices=[("accept", ""), ("refuse", "")])


@never_cache
@require_GET
@may_decide
def index(request: HttpRequest) -> HttpResponse:
    """List the sittings with answers that came late, those to decide first."""
    context = {"sittings": list(late_sittings(request.user)), **_furniture(_("Late answers"))}
    return render(request, "courses/exams/admin/late.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@may_decide
def page(request: HttpRequest, sitting_id: int) -> HttpResponse:
    """Show what came late of one sitting, ask for a decision, ask once more, and carry it out."""
    exams = Exam.objects.visible_to(request.user).values("pk")
    sitting = get_object_or_404(Sitting.objects.filter(exam__in=exams).select_related("exam", "person"), pk=sitting_id)
    form = DecisionForm(request.POST or None)
    asked = request.method == "POST" and form.is_valid()
    if asked and "confirmed" in request.POST and _decided(request, sitting, form):
        return redirect("exam_late:index")
    context = {
        "sitting": sitting,
        "answers": late_answers(sitting),
        "decisions": sitting.late_decisions.select_related("by").order_by("pk"),
        "form": form,
        "to_confirm": asked and not form.errors,
        "accepts": form.is_bound and form.data.get("decision") == "accept",
        **_furniture(str(sitting.person)),
    }
    return render(request, "courses/exams/admin/late_sitting.html", context, status=422 if form.errors else 200)


def _decided(request: HttpRequest, sitting: Sitting, form: DecisionForm) -> bool:
    said = form.cleaned_data
    try:
        actions.decide_late(
            sitting=sitting,
            accepted=said["decision"] == "accept",
            reason=said["reason"],
            by=person_of(request),
            at=timezone.now(),
        )
    except Refusal as said_no:
        form.add_error(None, str(said_no))
        return False
    messages.success(request, _("Decided. The result has been reckoned anew."))
    return True


def _furniture(title: str) -> dict[str, Any]:
    first = {"url": reverse("exam_late:index"), "label": _("Late answers")}
    crumbs = [first] if title == first["label"] else [first, {"url": "", "label": title}]
    return {"breadcrumbs_items": crumbs, "header_title": title, "header_icon": "time"}
