"""Putting one's people forward for classes, and the answers, in the admin."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.admin.auth import permission_required

from certificates.schemes import actions
from certificates.schemes.forms import WithdrawForm
from certificates.schemes.forms.places import NominationForm
from certificates.schemes.models import Cohort, Traineeship
from certificates.schemes.queries.openings import IN_HAND, answers, candidates, classes_for, own_counties, own_people
from certificates.schemes.queries.places import places_of
from certificates.schemes.views.standing import reason_of
from lms.kit.errors import Refusal
from lms.site.typing import person_of

PERMISSION = "schemes.nominate_traineeship"
may_nominate = permission_required(PERMISSION)


@require_GET
@may_nominate
def index(request: HttpRequest) -> HttpResponse:
    """List the classes for which the viewer can nominate."""
    found = classes_for(person_of(request), timezone.localdate()).select_related("scheme", "organiser")
    context = {"classes": found.order_by("apply_until", "pk"), "header_title": _("Nominations"), "header_icon": "group"}
    return render(request, "certificates/schemes/admin/nominations.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@may_nominate
def page(request: HttpRequest, cohort_id: int) -> HttpResponse:
    """Tick people for a class, and read how those stand who were put forward."""
    by, at = person_of(request), timezone.now()
    today = timezone.localdate(at)
    cohort = get_object_or_404(classes_for(by, today), pk=cohort_id)
    if request.method == "POST":
        return _nominate(request, cohort)
    crumb = {"url": reverse("training_nominations:index"), "label": _("Nominations")}
    own = own_counties(cohort, by, today)
    context = {
        "cohort": cohort,
        "is_open": Cohort.objects.open_on(today).filter(pk=cohort.pk).exists(),
        "counties": [each for each in places_of(cohort, today).counties if each.county_id in own],
        "candidates": candidates(cohort, by, today, name=request.GET.get("name", "").strip()[:60]),
        "name": request.GET.get("name", ""),
        "answers": answers(cohort, by, today),
        "in_hand": IN_HAND,
        "form": WithdrawForm(),
        "breadcrumbs_items": [crumb, {"url": "", "label": cohort.name}],
        "header_title": cohort.name,
        "header_icon": "group",
    }
    return render(request, "certificates/schemes/admin/nominate.html", context)


def _nominate(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    by, at = person_of(request), timezone.now()
    form = NominationForm(request.POST, people=own_people(by, timezone.localdate(at)))
    try:
        done = actions.nominate(cohort, form.chosen(), by=by, at=at)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        said = ngettext("%(n)s person nominated.", "%(n)s people nominated.", len(done.new))
        messages.success(request, said % {"n": len(done.new)})
    return redirect("training_nominations:page", cohort.pk)


@require_POST
@may_nominate
def take_back(request: HttpRequest, traineeship_id: int) -> HttpResponse:
    """Take a nomination back, for the reason given."""
    by, at = person_of(request), timezone.now()
    own = Traineeship.objects.present().filter(person__in=own_people(by, timezone.localdate(at)))
    trainee = get_object_or_404(own, pk=traineeship_id)
    try:
        actions.take_nomination_back(trainee, by=by, reason=reason_of(request), at=at)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("training_nominations:page", trainee.cohort_id)
