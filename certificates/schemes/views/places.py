"""Putting people into a class and taking them out, in the admin."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from certificates.schemes import actions
from certificates.schemes.forms import ExemptForm, PersonForm, RevokeForm, WithdrawForm
from certificates.schemes.models import Cohort, Exemption, Traineeship
from certificates.schemes.queries import classroom
from certificates.schemes.views.classroom import furniture, may_change
from lms.kit.errors import Refusal
from lms.site.typing import person_of


@require_POST
@may_change
def enrol_roster(request: HttpRequest, cohort_id: int) -> HttpResponse:
    """Enrol everybody who is on the roster."""
    cohort = run_by(request, cohort_id)
    try:
        number = actions.enrol_roster(cohort, by=person_of(request), at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        said = ngettext("%(n)s person enrolled.", "%(n)s people enrolled.", number) % {"n": number}
        messages.success(request, said if number else _("Everybody on the roster is already in the class."))
    return redirect("training_class:page", cohort.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@may_change
def enrol(request: HttpRequest, cohort_id: int) -> HttpResponse:
    """Choose one person and put them into the class."""
    cohort, by = run_by(request, cohort_id), person_of(request)
    form = PersonForm(request.POST or None, viewer=by)
    if request.method == "POST" and form.is_valid():
        try:
            trainee = actions.enrol(cohort, form.cleaned_data["person"], by=by, at=timezone.now())
        except Refusal as refusal:
            form.add_error("person", str(refusal))
        else:
            messages.success(request, _("%(name)s is in the class now.") % {"name": trainee.person.name})
            for other in classroom.elsewhere(cohort, person=trainee.person):
                messages.warning(
                    request, _("Also in another class of this scheme: %(cohort)s.") % {"cohort": other.cohort}
                )
            return redirect("training_class:trainee", trainee.pk)
    crumb = {"url": reverse("training_class:page", args=[cohort.pk]), "label": cohort.name}
    context = {"cohort": cohort, "form": form, **furniture(_("Add a trainee"), [crumb])}
    template = "certificates/schemes/admin/enrol.html"
    return render(request, template, context, status=422 if form.errors else 200)


@require_POST
@may_change
def withdraw(request: HttpRequest, traineeship_id: int) -> HttpResponse:
    """Take somebody out of the class, for the reason given."""
    form, by, at = WithdrawForm(request.POST), person_of(request), timezone.now()
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    return _act(request, traineeship_id, lambda who: actions.withdraw(who, by=by, reason=reason, at=at))


@require_POST
@may_change
def bring_back(request: HttpRequest, traineeship_id: int) -> HttpResponse:
    """Let somebody who was withdrawn go on in the class."""
    by, at = person_of(request), timezone.now()
    return _act(request, traineeship_id, lambda who: actions.bring_back(who, by=by, at=at))


@require_POST
@may_change
def exempt(request: HttpRequest, traineeship_id: int) -> HttpResponse:
    """Exempt somebody from a requirement of their class."""
    by, at = person_of(request), timezone.now()

    def act(who: Traineeship) -> Traineeship:
        form = ExemptForm(request.POST, traineeship=who)
        if not form.is_valid():
            raise actions.ReasonMissing if "reason" in form.errors else actions.NotAsked
        actions.exempt(who, form.cleaned_data["requirement"], by=by, reason=form.cleaned_data["reason"], at=at)
        return who

    return _act(request, traineeship_id, act)


@require_POST
@may_change
def revoke_exemption(request: HttpRequest, exemption_id: int) -> HttpResponse:
    """Ask somebody for a requirement again."""
    form, by, at = RevokeForm(request.POST), person_of(request), timezone.now()
    mine = Exemption.objects.filter(traineeship__cohort__in=Cohort.objects.run_by(request.user))
    exemption = get_object_or_404(mine, pk=exemption_id)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""

    def act(who: Traineeship) -> Traineeship:
        actions.revoke_exemption(exemption, by=by, reason=reason, at=at)
        return who

    return _act(request, exemption.traineeship_id, act)


def _act(request: HttpRequest, traineeship_id: int, act: Callable[[Traineeship], Traineeship]) -> HttpResponse:
    """Do ``act`` to a trainee of a class the viewer runs, and return to their page."""
    mine = Traineeship.objects.present().filter(cohort__in=Cohort.objects.run_by(request.user))
    trainee = get_object_or_404(mine, pk=traineeship_id)
    try:
        act(trainee)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("training_class:trainee", trainee.pk)


def run_by(request: HttpRequest, cohort_id: int) -> Cohort:
    """Return a class whose people the viewer may choose; any other is not found."""
    return get_object_or_404(Cohort.objects.run_by(request.user), pk=cohort_id)
