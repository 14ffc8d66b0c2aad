"""Suspending somebody's training, letting them go on, and declaring that they failed, in the admin."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from certificates.schemes import actions
from certificates.schemes.forms import WithdrawForm
from certificates.schemes.views.classroom import may_change
from certificates.schemes.views.places import act_on
from lms.site.typing import person_of


@require_POST
@may_change
def suspend(request: HttpRequest, traineeship_id: int) -> HttpResponse:
    """Interrupt the training, for the reason given."""
    by, reason, at = person_of(request), reason_of(request), timezone.now()
    return act_on(request, traineeship_id, lambda who: actions.suspend(who, by=by, reason=reason, at=at))


@require_POST
@may_change
def resume(request: HttpRequest, traineeship_id: int) -> HttpResponse:
    """Let the training go on."""
    by, reason, at = person_of(request), reason_of(request), timezone.now()
    return act_on(request, traineeship_id, lambda who: actions.resume(who, by=by, reason=reason, at=at))


@require_POST
@may_change
def fail(request: HttpRequest, traineeship_id: int) -> HttpResponse:
    """Declare that the person did not pass, for the reason given."""
    by, reason, at = person_of(request), reason_of(request), timezone.now()
    return act_on(request, traineeship_id, lambda who: actions.fail(who, by=by, reason=reason, at=at))


def reason_of(request: HttpRequest) -> str:
    """Return the reason that was typed, or nothing."""
    form = WithdrawForm(request.POST)
    return str(form.cleaned_data["reason"]) if form.is_valid() else ""
