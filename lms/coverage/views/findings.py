"""Findings: raising one, what happened to it, and the next step."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.coverage.actions import findings as actions
from lms.coverage.actions import opening
from lms.coverage.actions.findings import Charge
from lms.coverage.forms.findings import FindingForm, StepForm
from lms.coverage.models import AnomalyPerson, Finding, FindingStep, SampledPerson
from lms.coverage.queries.findings import findings_for, managers_of, steps_for, steps_of
from lms.coverage.rules.findings import ACCEPTED, CLOSED, MAY_FOLLOW, REOPENED, REPLIED, RETURNED
from lms.coverage.views.furniture import TIME_TO_ANSWER, findings_crumb, is_id, may_raise, may_view_findings
from lms.coverage.views.page import page
from lms.kit.errors import Refusal
from lms.people.models import Person
from lms.site.typing import person_of

_VERBS = {
    REPLIED: gettext_lazy("Reply"),
    RETURNED: gettext_lazy("Send back for a better reply"),
    ACCEPTED: gettext_lazy("Accept the reply"),
    CLOSED: gettext_lazy("Close for good"),
    REOPENED: gettext_lazy("Open again"),
}


@dataclass(frozen=True)
class About:
    """What a page that leads here has said already: fields of the charge, and a sentence for the top."""

    known: Mapping[str, Any]
    sentence: str = ""


@require_http_methods(["GET", "HEAD", "POST"])
@may_raise
def new(request: HttpRequest) -> HttpResponse:
    """Raise a finding: on a sampled person, from an anomaly, or on any institution or person of one's area."""
    viewer, today = person_of(request), timezone.localdate()
    about = _about(request, viewer)
    data = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    initial = {"due_on": today + TIME_TO_ANSWER, "severity": Finding.Severity.MINOR}
    fixed = [name for name in ("organisation", "person") if name in about.known]
    form = FindingForm(*data, viewer=viewer, today=today, initial=initial, fixed=fixed)
    if request.method == "POST" and form.is_valid():
        files = form.cleaned_data.pop("enclosures")
        try:
            charge = Charge(**{**form.cleaned_data, **about.known})
            finding = actions.raise_finding(charge, by=viewer, at=timezone.now(), enclosures=files)
            return redirect("coverage:findings:page", finding.pk)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    status, crumbs = 422 if form.errors else 200, [findings_crumb()]
    title = _("Raise a finding")
    return page(request, "audit/raise", title, crumbs, own_way=True, status=status, form=form, about=about)


@require_safe
@may_view_findings
def show(request: HttpRequest, finding_id: int) -> HttpResponse:
    """Show a finding with everything that happened to it, and what the viewer may do next."""
    finding, viewer = _finding(request, finding_id), person_of(request)
    opening.look_at_finding(finding, by=viewer, at=timezone.now())
    return _shown(request, finding, StepForm())


@require_POST
@may_view_findings
def step(request: HttpRequest, finding_id: int, kind: str) -> HttpResponse:
    """Take the next step: reply, return, accept, close, reopen."""
    if kind not in MAY_FOLLOW:
        raise Http404
    finding, form = _finding(request, finding_id), StepForm(request.POST, request.FILES)
    if form.is_valid():
        said = {"text": form.cleaned_data["text"], "enclosures": form.cleaned_data["enclosures"]}
        try:
            actions.step(finding, kind, **said, by=person_of(request), at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Done: %(state)s.") % {"state": FindingStep.Kind(kind).label})
            return redirect("coverage:findings:page", finding.pk)
    return _shown(request, finding, form)


def _about(request: HttpRequest, viewer: Person) -> About:
    known: dict[str, Any]
    if is_id(sampled_id := request.GET.get("sampled", "")):
        seen = SampledPerson.objects.visible_to(viewer).select_related("sample", "person", "workplace")
        sampled = get_object_or_404(seen, pk=sampled_id)
        known = {"organisation": sampled.workplace, "person": sampled.person, "sample": sampled.sample}
        return About(known, f"{sampled.sample} · {sampled} · {sampled.workplace}")
    if is_id(anomaly_id := request.GET.get("anomaly", "")):
        concerned = AnomalyPerson.objects.visible_to(viewer).filter(anomaly=int(anomaly_id)).order_by("pk")
        people = list(concerned.select_related("anomaly", "person", "workplace"))
        if not people:
            raise Http404
        first = people[0]
        alone = first.person if len(people) == 1 else None
        known = {"organisation": first.workplace, "anomaly": first.anomaly, "person": alone}
        names = ", ".join(str(each.person) for each in people)
        return About(known, f"{first.anomaly} · {names} · {first.workplace}")
    return About({})


def _finding(request: HttpRequest, finding_id: int) -> Finding:
    return get_object_or_404(findings_for(person_of(request)), pk=finding_id)


def _shown(request: HttpRequest, finding: Finding, form: StepForm) -> HttpResponse:
    steps = steps_of(finding)
    today = timezone.localdate()
    context = {
        "finding": finding,
        "steps": steps,
        "state": steps[-1],
        "next_steps": [(kind, _VERBS[kind]) for kind in steps_for(person_of(request), steps)],
        "form": form,
        "is_late": Finding.objects.with_state().overdue(today).filter(pk=finding.pk).exists(),
        "managers": managers_of(finding.organisation, today),
    }
    status = 422 if form.errors else 200
    return page(request, "audit/finding", finding.title, [findings_crumb()], own_way=True, status=status, **context)
