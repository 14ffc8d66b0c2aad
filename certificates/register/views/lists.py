"""Lists of people to receive certificates: the dry run, the approval by a second person, the files for printing."""

from io import BytesIO
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.admin.auth import any_permission_required, permission_required

from certificates.register import actions
from certificates.register.approvers import approvers_of
from certificates.register.dues import Plan, difference, digest_of, plan_for
from certificates.register.forms import ProposalForm
from certificates.register.models import Batch, Certificate, Kind, Recipient
from certificates.schemes.models import Cohort
from lms.exchange.sheets.writer import Sheet, write_workbook
from lms.kit.errors import Refusal
from lms.site.typing import person_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

may_issue = permission_required("register.issue_certificate")
may_approve = permission_required("register.approve_batch")
may_look = any_permission_required("register.issue_certificate", "register.approve_batch")


@require_http_methods(["GET", "HEAD", "POST"])
@may_issue
def dry_run(request: HttpRequest, cohort_id: int) -> HttpResponse:
    """Show who will and who will not receive a certificate; posted, keep the list for a second person to approve."""
    cohort = _cohort(request, cohort_id)
    kind = _kind(request)
    form = _asked(request, cohort, kind)
    batch = form.batch() if form.is_bound and form.is_valid() else None
    if request.method == "POST" and batch is not None:
        try:
            kept = actions.propose(batch, by=person_of(request), at=timezone.now())
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            return redirect("certificate_batch:page", kept.pk)
    context = {
        "cohort": cohort,
        "kind": kind,
        "kinds": Kind.choices,
        "form": form,
        "plan": plan_for(batch, at=timezone.now()) if batch else None,
        "class_page": reverse("training_class:page", args=[cohort.pk]),
        "waiting": Batch.objects.waiting().filter(cohort=cohort, kind=kind).first(),
        "unfounded": Certificate.objects.unfounded().filter(traineeship__cohort=cohort).count(),
        **_furniture(_("Issue certificates"), cohort),
    }
    return render(request, "certificates/register/admin/issue.html", context)


@require_GET
@may_issue
def dry_run_file(request: HttpRequest, cohort_id: int) -> HttpResponse:
    """Hand out the dry run as a workbook: one sheet of who will receive a certificate, one of who will not and why."""
    cohort = _cohort(request, cohort_id)
    form = _asked(request, cohort, _kind(request))
    if not (form.is_bound and form.is_valid()):
        return redirect("certificate:issue", cohort.pk)
    return _workbook(cohort, plan_for(form.batch(), at=timezone.now()))


@require_GET
@may_look
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a list: what was proposed, what has changed since, who approved it, and what came of it."""
    batch = _batch(request, pk)
    plan = plan_for(batch, at=timezone.now()) if batch.waits and batch.digest else None
    viewer = person_of(request)
    context = {
        "batch": batch,
        "plan": plan,
        "difference": difference(batch, plan) if plan else None,
        "seen": digest_of(batch, plan.lines) if plan else "",
        "is_own": batch.made_by_id == viewer.pk,
        "approvers": approvers_of(batch, on=timezone.localdate()) if plan else [],
        "may_approve": viewer.has_perm("register.approve_batch"),
        "left": _left(batch),
        "issued": batch.certificates.count(),
        "may_see_job": batch.job is not None and batch.job.owner_id == viewer.pk,
        **_furniture(batch.get_kind_display(), batch.cohort),
    }
    return render(request, "certificates/register/admin/batch.html", context)


@require_POST
@may_approve
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve the list as it was shown, and start to issue."""
    batch, viewer = _batch(request, pk), person_of(request)
    try:
        approved = actions.approve(batch, by=viewer, seen=request.POST.get("seen", ""), at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("certificate_batch:page", batch.pk)
    return redirect("jobs:job", approved.job_id)


@require_POST
@may_look
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one's own list back, or send somebody else's back with a reason."""
    batch, reason = _batch(request, pk), request.POST.get("reason", "")
    try:
        done = actions.withdraw(batch, by=person_of(request), reason=reason, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        back, sent = _("The list has been taken back. Nothing was issued."), _("The list has been sent back.")
        messages.success(request, sent if done.was_sent_back else back)
    return redirect("certificate_batch:page", batch.pk)


@require_POST
@may_approve
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on with an approved list whose job was stopped."""
    batch = _batch(request, pk)
    try:
        going = actions.resume(batch, by=person_of(request), at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("certificate_batch:page", batch.pk)
    return redirect("jobs:job", going.job_id)


@require_POST
@may_look
def collect(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """Start putting the certificates of a list into one file: a ZIP, or one PDF for the printer."""
    batch = _batch(request, pk)
    try:
        job = actions.collect(batch, form, by=person_of(request), at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("certificate_batch:page", batch.pk)
    return redirect("jobs:job", job.pk)


def _left(batch: Batch) -> list[tuple[Recipient, str]]:
    """Return who was approved and has received nothing, each with the reason, once the job is over."""
    if batch.approved_at is None or batch.is_running:
        return []
    waiting = list(actions.pending(batch).select_related("person"))
    plan = plan_for(batch, at=timezone.now(), only=[each.person_id for each in waiting]) if waiting else None
    why = {each.person.pk: "；".join(each.reasons) for each in plan.not_due} if plan else {}
    changed = _("the name or what the certificate rests on has changed since the approval; propose a new list")
    return [(each, why.get(each.person_id, "" if batch.waits else str(changed))) for each in waiting]


def _kind(request: HttpRequest) -> Kind:
    asked = request.GET.get("kind", "")
    return Kind(asked) if asked in Kind.values else Kind.COMPLETION


def _asked(request: HttpRequest, cohort: Cohort, kind: Kind) -> ProposalForm:
    """Return the form as it was sent; for who completes a class nothing needs to be asked."""
    data: Any = request.POST if request.method == "POST" else request.GET
    shown = request.method == "POST" or kind in {Kind.COMPLETION, Kind.APPOINTMENT} or "ask" in request.GET
    return ProposalForm(data if shown else None, cohort=cohort, kind=kind)


def _workbook(cohort: Cohort, plan: Plan) -> HttpResponse:
    due = [[each.person.name, each.person.id_number_masked] for each in plan.due]
    left = [[each.person.name, each.person.id_number_masked, "；".join(each.reasons)] for each in plan.not_due]
    header, file = [_("Name"), _("ID number (masked)")], BytesIO()
    sheets = [
        Sheet(name=_("Will receive one"), header=header, rows=due, widths=[14, 22]),
        Sheet(name=_("Will not"), header=[*header, _("Because")], rows=left, widths=[14, 22, 60]),
    ]
    write_workbook(file, sheets)
    response = HttpResponse(file.getvalue(), content_type=XLSX)
    name = "-".join([_("Certificates"), cohort.name, f"{timezone.localdate():%Y%m%d}.xlsx"])
    response["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response


def _cohort(request: HttpRequest, cohort_id: int) -> Cohort:
    related = Cohort.objects.run_by(request.user).select_related("scheme", "organiser")
    return get_object_or_404(related, pk=cohort_id)


def _batch(request: HttpRequest, pk: int) -> Batch:
    related = Batch.objects.visible_to(request.user)
    related = related.select_related("cohort__scheme", "cohort__organiser", "layout_version__layout", "activity", "job")
    return get_object_or_404(related.select_related("made_by", "approved_by", "withdrawn_by"), pk=pk)


def _furniture(title: str, cohort: Cohort) -> dict[str, Any]:
    class_page = {"url": reverse("training_class:page", args=[cohort.pk]), "label": cohort.name}
    lists = {"url": reverse("certificate_batch:index"), "label": _("Lists for issue")}
    return {
        "breadcrumbs_items": [lists, class_page, {"url": "", "label": title}],
        "header_title": title,
        "header_icon": "doc-full",
    }
