"""The applications of a class in the admin: who asks, by county, and the answer to several at once."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from certificates.schemes import actions
from certificates.schemes.forms.places import DecisionForm
from certificates.schemes.models import Cohort, Traineeship
from certificates.schemes.queries import queue
from certificates.schemes.queries.places import places_of
from certificates.schemes.views.classroom import furniture, may_change
from lms.kit.errors import Refusal
from lms.site.typing import person_of

ASKING_A_PAGE = 100


@require_GET
@may_change
def page(request: HttpRequest, cohort_id: int) -> HttpResponse:
    """Show who asks for the class, beside the places of their county."""
    cohort = _run(request, cohort_id)
    shown = Paginator(queue.asking(cohort), ASKING_A_PAGE).get_page(request.GET.get("page"))
    crumb = {"url": reverse("training_class:page", args=[cohort.pk]), "label": cohort.name}
    context = {
        "cohort": cohort,
        "places": places_of(cohort, timezone.localdate()),
        "page": shown,
        "asking": queue.asking_rows(cohort, list(shown)),
        "waiting": queue.asking_rows(cohort, list(queue.waiting(cohort))),
        "answered": queue.asking_rows(cohort, list(queue.answered(cohort)[:ASKING_A_PAGE])),
        "form": DecisionForm(),
        **furniture(_("Applications"), [crumb]),
    }
    return render(request, "certificates/schemes/admin/queue.html", context)


@require_POST
@may_change
def decide(request: HttpRequest, cohort_id: int) -> HttpResponse:
    """Approve or refuse those who are ticked."""
    cohort, form = _run(request, cohort_id), DecisionForm(request.POST)
    if not form.is_valid():
        faults = [str(each) for each in form.non_field_errors()]
        messages.error(request, " ".join(faults) or _("Tick the people you answer, then choose the answer."))
        return redirect("training_class:queue", cohort.pk)
    ids, by, at = form.cleaned_data["traineeship"], person_of(request), timezone.now()
    try:
        if form.cleaned_data["do"] == "approve":
            messages.success(request, _in_words(actions.approve(cohort, ids, by=by, at=at)))
        else:
            refused = actions.refuse(cohort, ids, by=by, reason=form.cleaned_data["reason"], at=at)
            said = ngettext("%(n)s person refused.", "%(n)s people refused.", len(refused))
            messages.success(request, said % {"n": len(refused)})
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("training_class:queue", cohort.pk)


@require_POST
@may_change
def reconsider(request: HttpRequest, traineeship_id: int) -> HttpResponse:
    """Take a refusal back."""
    mine = Traineeship.objects.present().filter(cohort__in=Cohort.objects.run_by(request.user))
    trainee = get_object_or_404(mine, pk=traineeship_id)
    try:
        actions.reconsider(trainee, by=person_of(request), at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The refusal of %(name)s is taken back.") % {"name": trainee.person.name})
    return redirect("training_class:queue", trainee.cohort_id)


@require_POST
@may_change
def begin(request: HttpRequest, cohort_id: int) -> HttpResponse:
    """Begin the training of everybody who has a place, before the first day."""
    cohort = _run(request, cohort_id)
    number = actions.begin(cohort, by=person_of(request), at=timezone.now())
    said = ngettext("%(n)s person has begun.", "%(n)s people have begun.", number)
    messages.success(request, said % {"n": number})
    return redirect("training_class:page", cohort.pk)


def _in_words(decided: actions.Decided) -> str:
    placed, waiting = len(decided.approved), len(decided.waiting)
    parts = []
    if placed:
        parts.append(ngettext("%(n)s person has a place.", "%(n)s people have places.", placed) % {"n": placed})
    if waiting:
        said = ngettext("%(n)s is on the waiting list.", "%(n)s are on the waiting list.", waiting)
        parts.append(said % {"n": waiting})
    return " ".join(parts)


def _run(request: HttpRequest, cohort_id: int) -> Cohort:
    return get_object_or_404(Cohort.objects.run_by(request.user), pk=cohort_id)
