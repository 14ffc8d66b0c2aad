"""What a change of rules would do, and the two people it takes."""

from collections.abc import Callable
from io import BytesIO

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin.auth import permission_required

from certificates.credits.actions import changes as actions
from certificates.credits.models import RuleChange, RuleSet
from certificates.credits.queries.changes import in_figures, report_rows
from certificates.credits.queries.wording import report_sheet
from certificates.credits.rules import in_credits
from certificates.credits.views.sets import address, furniture, may_change
from lms.exchange.sheets.writer import write_workbook
from lms.kit.errors import Refusal
from lms.site.typing import person_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PEOPLE_A_PAGE = 50
# What a button of the page of a change does.
STEPS: dict[str, Callable[..., RuleChange]] = {
    "again": actions.make_again,
    "approve": actions.approve,
    "resume": actions.resume,
}

may_view = permission_required("credits.view_rulechange")
may_approve = permission_required("credits.approve_rulechange")


@require_POST
@may_change
def ask(request: HttpRequest, set_id: int) -> HttpResponse:
    """Have the report on a draft computed, and go to its page."""
    rule_set = get_object_or_404(RuleSet.objects.visible_to(request.user), pk=set_id)
    try:
        change = actions.ask_for_report(rule_set, by=person_of(request), at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(address(rule_set))
    return redirect("credit_rule_set:change", change.pk)


@require_GET
@may_view
def detail(request: HttpRequest, change_id: int) -> HttpResponse:
    """Show the report, person by person, and the one thing that comes next."""
    change = _visible(request, change_id)
    page = Paginator(report_rows(change), PEOPLE_A_PAGE).get_page(request.GET.get("page"))
    job = change.apply_job or change.report_job
    crumb = {"url": address(change.rule_set), "label": change.rule_set.name}
    context = {
        "change": change,
        "page": page,
        "rows": [in_figures(row) for row in page],
        "before": in_credits(change.before_hundredths),
        "after": in_credits(change.after_hundredths),
        "difference": in_credits(change.after_hundredths - change.before_hundredths),
        "job": job,
        "is_mine": change.asked_by_id == person_of(request).pk,
        "sees_job": job is not None and job.owner_id == person_of(request).pk,
        "may_approve": request.user.has_perm("credits.approve_rulechange"),
        **furniture(_("What would change"), [crumb]),
    }
    return render(request, "certificates/credits/admin/change.html", context)


@require_GET
@may_view
def export(request: HttpRequest, change_id: int) -> HttpResponse:
    """Hand out the stored report as a workbook."""
    change = _visible(request, change_id)
    file = BytesIO()
    write_workbook(file, [report_sheet(change, by=person_of(request), at=timezone.now())])
    response = HttpResponse(file.getvalue(), content_type=XLSX)
    name = f"{change.rule_set.code}-v{change.rule_set.version}.xlsx"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return response


@require_POST
@may_approve
def step(request: HttpRequest, change_id: int, step: str) -> HttpResponse:
    """Take the next step: make the report again, approve it, go on with what was stopped, or drop it."""
    change, now = _visible(request, change_id), timezone.now()
    here = reverse("credit_rule_set:change", args=[change.pk])
    try:
        if step == "drop":
            actions.drop(change, by=person_of(request), at=now)
        elif step in STEPS:
            STEPS[step](change, by=person_of(request), at=now, return_url=here)
        else:
            raise Http404
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(here)


def _visible(request: HttpRequest, change_id: int) -> RuleChange:
    related = RuleChange.objects.visible_to(request.user)
    related = related.select_related("rule_set", "asked_by", "approved_by", "report_job", "apply_job")
    return get_object_or_404(related, pk=change_id)
