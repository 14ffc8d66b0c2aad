"""Learning records in the admin: one with its evidence, taking it back, and the seals of all."""

import json
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.admin.auth import permission_required

from lms.kit.errors import Refusal
from lms.records import actions, queries, words
from lms.records import seals as about_seals
from lms.records.forms import BroughtHeadForm, MailHeadForm, TakeBackForm
from lms.records.models import LearningRecord, TreeHead
from lms.records.verifying import start_verifying
from lms.site.typing import person_of

HEADS_A_PAGE = 50

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
        "seal": about_seals.seal_of(record),
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


@require_GET
@may_view
def seals(request: HttpRequest) -> HttpResponse:
    """List the heads, the newest first."""
    page = Paginator(queries.heads(), HEADS_A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, **_about_seals(_("Seals of the records"), [])}
    return render(request, "lms/records/admin/seals.html", context)


@require_GET
@may_view
def head(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one head so that it can be printed, with the key that signed it."""
    found = get_object_or_404(TreeHead, pk=pk)
    context = {"head": found, "code": about_seals.code_of(found), "form": MailHeadForm(), **_head_furniture(found)}
    return render(request, "lms/records/admin/head.html", context)


@require_GET
@may_view
def head_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a head out as a file."""
    found = get_object_or_404(TreeHead, pk=pk)
    return _file(found.note.text, f"head-{found.size}.txt", "text/plain; charset=utf-8")


@require_POST
@may_view
def mail_head(request: HttpRequest, pk: int) -> HttpResponse:
    """Have a head mailed."""
    found, form = get_object_or_404(TreeHead, pk=pk), MailHeadForm(request.POST)
    if form.is_valid():
        actions.mail_head(found, to=form.cleaned_data["to"], by=person_of(request), at=timezone.now())
        messages.success(request, _("The head will be mailed to %(to)s.") % form.cleaned_data)
        return redirect("seals:head", found.pk)
    context = {"head": found, "code": about_seals.code_of(found), "form": form, **_head_furniture(found)}
    return render(request, "lms/records/admin/head.html", context, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@may_view
def check_head(request: HttpRequest) -> HttpResponse:
    """Say whether today's records extend a head that somebody brings."""
    form = BroughtHeadForm(request.POST or None, request.FILES or None)
    context = {"form": form, **_about_seals(_("Check a head"), [_seals_crumb()])}
    if form.is_bound and form.is_valid():
        context |= {"note": form.cleaned_data["note"], "answer": about_seals.judge(form.cleaned_data["note"])}
    return render(request, "lms/records/admin/check_head.html", context, status=422 if form.errors else 200)


@require_GET
@may_view
def proof(request: HttpRequest, record_id: int) -> HttpResponse:
    """Give out the proof that a record is sealed."""
    record = get_object_or_404(LearningRecord.objects.visible_to(request.user), pk=record_id)
    newest = queries.latest_head()
    try:
        found = queries.inclusion(record, newest) if newest else None
    except (queries.RecordDiffers, queries.SealsIncomplete) as refusal:
        messages.error(request, str(refusal))
        return redirect("seals:index")
    if found is None:
        raise Http404
    actions.note_proof(record, by=person_of(request), at=timezone.now())
    return _file(json.dumps(found.data, ensure_ascii=False, indent=2), f"record-{record.pk}.json", "application/json")


@require_POST
@may_view
def verify(request: HttpRequest) -> HttpResponse:
    """Have a worker recompute all seals, and go to its progress."""
    job = start_verifying(by=person_of(request), return_url=reverse("seals:index"), at=timezone.now())
    return redirect("jobs:job", job.pk)


def _file(text: str, name: str, kind: str) -> HttpResponse:
    answer = HttpResponse(text, content_type=kind)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return answer


def _seals_crumb() -> dict[str, str]:
    return {"url": reverse("seals:index"), "label": _("Seals of the records")}


def _head_furniture(found: TreeHead) -> dict[str, Any]:
    title = _("Tree head over %(size)s records") % {"size": found.size}
    return {"key": about_seals.key_line(), **_about_seals(title, [_seals_crumb()])}


def _about_seals(title: str, between: list[dict[str, str]]) -> dict[str, Any]:
    return {
        "breadcrumbs_items": [*between, {"url": "", "label": title}],
        "header_title": title,
        "header_icon": "lock",
    }
