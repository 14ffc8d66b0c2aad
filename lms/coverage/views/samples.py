"""A sample: its list, who works on whom, on paper and as a workbook."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lms.coverage import sample_book
from lms.coverage.actions import opening, sampling
from lms.coverage.forms.samples import AssignForm
from lms.coverage.models import Sample, SampledPerson
from lms.coverage.queries.population import difference
from lms.coverage.queries.samples import Line, auditors_for, drawn_before, lines_of, progress_of, sees_population
from lms.coverage.views.furniture import is_id, may_check, may_view_samples, samples_crumb
from lms.coverage.views.page import page
from lms.kit.errors import Refusal
from lms.people.models import Person
from lms.site.typing import person_of

A_PAGE = 50


@require_safe
@may_view_samples
def show(request: HttpRequest, sample_id: int) -> HttpResponse:
    """Show a sample's people with how far each is."""
    sample, viewer = _sample(request, sample_id), person_of(request)
    lines = _lines(viewer, sample)
    mine = request.GET.get("who") == "me"
    chosen = [each for each in lines if each.auditor == viewer] if mine else lines
    opening.look_at_sample(sample, by=viewer, at=timezone.now())
    context: dict[str, Any] = {
        "sample": sample,
        "whole": sees_population(viewer, sample),
        "progress": progress_of(lines),
        "page_obj": Paginator(chosen, A_PAGE).get_page(request.GET.get("p")),
        "mine": mine,
        "before": drawn_before(sample),
        "assign_form": AssignForm(auditors=auditors_for(each.sampled.workplace for each in lines)),
    }
    return page(request, "audit/sample", sample.title, [samples_crumb()], own_way=True, **context)


@require_POST
@may_view_samples
def compare(request: HttpRequest, sample_id: int) -> HttpResponse:
    """Say how the people that a sample was drawn from have changed since."""
    sample = _with_population(request, sample_id)
    found = difference(sample)
    if found is None:
        messages.warning(request, _("The figures that this sample was drawn from are not there any more."))
    elif found.joined or found.left:
        said = _("The people this sample was drawn from have changed since: %(joined)s came, %(left)s went.")
        messages.warning(request, said % {"joined": found.joined, "left": found.left})
    else:
        messages.success(request, _("The people this sample was drawn from are the same today."))
    return redirect("coverage:samples:page", sample.pk)


@require_safe
@may_view_samples
def printed(request: HttpRequest, sample_id: int) -> HttpResponse:
    """Show a sample to print and sign, with how to draw it again."""
    sample, viewer = _sample(request, sample_id), person_of(request)
    now = timezone.now()
    opening.take_sample_along(sample, form="print", by=viewer, at=now)
    context: dict[str, Any] = {
        "sample": sample,
        "lines": _lines(viewer, sample),
        "whole": sees_population(viewer, sample),
    }
    return render(request, "lms/coverage/audit/print.html", context | {"printed_by": viewer, "printed_at": now})


@require_safe
@may_view_samples
def workbook(request: HttpRequest, sample_id: int) -> HttpResponse:
    """Send a sample as a workbook."""
    sample, viewer = _sample(request, sample_id), person_of(request)
    opening.take_sample_along(sample, form="xlsx", by=viewer, at=timezone.now())
    made = sample_book.workbook(sample, _lines(viewer, sample), whole=sees_population(viewer, sample))
    return _sent(sample, made, "xlsx")


@require_safe
@may_view_samples
def population(request: HttpRequest, sample_id: int) -> HttpResponse:
    """Send the population of a sample as text to draw from again."""
    sample = _with_population(request, sample_id)
    opening.take_sample_along(sample, form="csv", by=person_of(request), at=timezone.now())
    return _sent(sample, sample_book.csv_of(sample), "csv")


@require_POST
@may_check
def assign(request: HttpRequest, sample_id: int) -> HttpResponse:
    """Give the ticked people to an auditor."""
    sample, viewer = _sample(request, sample_id), person_of(request)
    people = SampledPerson.objects.visible_to(viewer).filter(sample=sample)
    ticked = list(people.filter(position__in=[each for each in request.POST.getlist("position") if is_id(each)]))
    auditors = auditors_for(each.workplace for each in people.select_related("workplace__division"))
    form = AssignForm(request.POST, auditors=auditors)
    if not ticked or not form.is_valid():
        messages.error(request, _("Tick at least one person, and choose who works on them."))
        return redirect("coverage:samples:page", sample.pk)
    try:
        sampling.assign(ticked, form.cleaned_data["auditor"], by=viewer, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Done: %(n)s people.") % {"n": len(ticked)})
    return redirect("coverage:samples:page", sample.pk)


def _sample(request: HttpRequest, sample_id: int) -> Sample:
    return get_object_or_404(Sample.objects.visible_to(person_of(request)).newest(), pk=sample_id)


def _with_population(request: HttpRequest, sample_id: int) -> Sample:
    """Return the sample, or answer 404 to whoever may not know all whom it was drawn from."""
    sample = _sample(request, sample_id)
    if not sees_population(person_of(request), sample):
        raise Http404
    return sample


def _sent(sample: Sample, content: bytes, form: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=sample_book.MEDIA_TYPES[form])
    answer["Content-Disposition"] = f'attachment; filename="sample-{sample.pk}.{form}"'
    return answer


def _lines(viewer: Person, sample: Sample) -> list[Line]:
    people = SampledPerson.objects.visible_to(viewer).filter(sample=sample)
    return lines_of(people.select_related("workplace__division"))
