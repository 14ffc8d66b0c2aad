"""Learning records in the admin: one with its evidence, and taking it back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods
from wagtail.admin.auth import permission_required

from lms.kit.errors import Refusal
from lms.records import actions, words
from lms.records.forms import TakeBackForm
from lms.records.models import LearningRecord
from lms.site.typing import person_of

may_view = permission_required("records.view_learningrecord")
may_reverse = permission_required("records.reverse_learningrecord")


@require_GET
@may_view
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one record, its evidence, and whether it was taken back."""
    record = _visible(request, pk)
    context = {
        "record": record,
        **words.about(record),
        "reversal": getattr(record, "reversal", None),
        "may_reverse": request.user.has_perm("records.reverse_learningrecord"),
        **_furniture(_("Learning record %(number)s") % {"number": pk}, []),
    }
    return render(request, "lms/records/admin/record.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@may_view
@may_reverse
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the reason, then reverse the record."""
    record, form = _visible(request, pk), TakeBackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.reverse(record, by=person_of(request), reason=form.cleaned_data["reason"], at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            said = _("Record %(number)s no longer counts. Progress and credits are worked out again in a moment.")
            messages.success(request, said % {"number": record.pk})
            return redirect("learning_record:inspect", record.pk)
    title, here = _("Take this record back"), reverse("learning_record:inspect", args=[record.pk])
    crumb = {"url": here, "label": _("Learning record %(number)s") % {"number": record.pk}}
    context = {"record": record, "form": form, **_furniture(title, [crumb])}
    return render(request, "lms/records/admin/take_back.html", context, status=422 if form.errors else 200)


def _visible(request: HttpRequest, pk: int) -> LearningRecord:
    related = LearningRecord.objects.visible_to(request.user).filter(reverses=None)
    return get_object_or_404(related.select_related("person", "activity", "workplace", "reversal"), pk=pk)


def _furniture(title: str, between: list[dict[str, str]]) -> dict[str, Any]:
    first = {"url": reverse("learning_record:index"), "label": _("Learning records")}
    return {
        "breadcrumbs_items": [first, *between, {"url": "", "label": title}],
        "header_title": title,
        "header_icon": "list-ul",
    }
