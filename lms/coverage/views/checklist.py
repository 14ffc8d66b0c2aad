"""The checklist of one sampled person, and their mobile number for whoever rings them up."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lms.coverage.actions import checking, opening
from lms.coverage.forms.checklist import ChecklistForm
from lms.coverage.models import RollUp, SampledPerson
from lms.coverage.queries.matter import Key
from lms.coverage.queries.samples import Line, findings_of, lines_of
from lms.coverage.views.furniture import may_check, samples_crumb
from lms.coverage.views.page import page
from lms.kit.errors import Refusal
from lms.site.typing import person_of


@require_http_methods(["GET", "HEAD", "POST"])
@may_check
def person(request: HttpRequest, sample_id: int, position: int) -> HttpResponse:
    """Show what was found about a person so far, and write down more."""
    line, now = _line(request, sample_id, position), timezone.now()
    data = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = ChecklistForm(*data, checks=line.checks, today=timezone.localdate(now))
    if request.method == "POST" and form.is_valid():
        given = {"done_on": form.cleaned_data["done_on"], "enclosures": form.cleaned_data["enclosures"]}
        try:
            checking.check(line.sampled, form.answers(), **given, by=person_of(request), at=now)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Written down: %(name)s.") % {"name": line.sampled.person})
            return redirect("coverage:samples:page", sample_id)
    opening.look_at_sampled(line.sampled, by=person_of(request), at=now)
    return _shown(request, line, form)


@require_POST
@may_check
def phone(request: HttpRequest, sample_id: int, position: int) -> HttpResponse:
    """Show the person's mobile number, which is written down."""
    line, now = _line(request, sample_id, position), timezone.now()
    opening.look_at_phone(line.sampled, by=person_of(request), at=now)
    form = ChecklistForm(checks=line.checks, today=timezone.localdate(now))
    return _shown(request, line, form, phone=line.sampled.person.phone or "—")


def _line(request: HttpRequest, sample_id: int, position: int) -> Line:
    people = SampledPerson.objects.visible_to(person_of(request)).filter(sample=sample_id, position=position)
    get_object_or_404(people)
    return lines_of(people)[0]


def _shown(request: HttpRequest, line: Line, form: ChecklistForm, **more: Any) -> HttpResponse:
    sampled = line.sampled
    back = {"url": reverse("coverage:samples:page", args=[sampled.sample_id]), "label": sampled.sample.title}
    context = {
        "line": line,
        "sampled": sampled,
        "form": form,
        "proof_url": _proof_url(sampled),
        "history": sampled.checks.select_related("noted_by").order_by("-pk"),
        "attachments": sampled.attachments.select_related("added_by").order_by("pk"),
        "findings": findings_of(request.user, sampled),
        **more,
    }
    title = f"{sampled.position} · {sampled.person}"
    status = 422 if form.errors else 200
    return page(request, "audit/checklist", title, [samples_crumb(), back], own_way=True, status=status, **context)


def _proof_url(sampled: SampledPerson) -> str:
    """Return where the person's records and their evidence stand, if the sample came from such a figure."""
    source, person = sampled.sample.source, sampled.person_id
    if source.get("kind") == "programme":
        return reverse("coverage:programme_person", args=[_key_of(source), person])
    if source.get("kind") != "question":
        return ""
    return reverse("coverage:person", args=[source["scheme"], source["roster"], source["as_of"], person])


def _key_of(source: Mapping[str, Any]) -> Key:
    """Return the figures that a sample is of; where those that go on have come further since, those of their day.

    Somebody may have left the living figures, who is in those of that day still.
    """
    day = source["closed_on"]
    if not day and RollUp.objects.living().filter(programme=source["programme"], day__gt=source["as_of"]).exists():
        day = source["as_of"]
    return Key(source["programme"], date.fromisoformat(day) if day else None)
