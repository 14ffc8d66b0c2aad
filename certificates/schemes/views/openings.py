"""Open classes on the phone: what there is, asking for a place, and taking it back."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from certificates.schemes import actions
from certificates.schemes.models import Cohort, Traineeship
from certificates.schemes.queries.openings import openings
from lms.kit.errors import Refusal
from lms.site.typing import person_of, signed_in


@never_cache
@require_GET
@signed_in
def classes(request: HttpRequest) -> HttpResponse:
    """List the classes the person can apply for, and how their applications stand."""
    found = openings(person_of(request), timezone.localdate())
    return render(request, "certificates/schemes/classes.html", {"openings": found})


@require_POST
@signed_in
def apply(request: HttpRequest, cohort_id: int) -> HttpResponse:
    """Ask for a place in a class that is for the person."""
    person, at = person_of(request), timezone.now()
    cohort = get_object_or_404(Cohort.objects.open_to([person], timezone.localdate(at)), pk=cohort_id)
    return _do(
        request, lambda: actions.apply(cohort, person=person, at=at), _("Your application is in. You will be told.")
    )


@require_POST
@signed_in
def give_up(request: HttpRequest, traineeship_id: int) -> HttpResponse:
    """Take one's own application back."""
    own = Traineeship.objects.present().filter(person=person_of(request))
    trainee = get_object_or_404(own, pk=traineeship_id)
    return _do(request, lambda: actions.give_up(trainee, at=timezone.now()), _("You have taken your application back."))


def _do(request: HttpRequest, act: Callable[[], Traineeship], done: str) -> HttpResponse:
    try:
        act()
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("schemes:classes")
