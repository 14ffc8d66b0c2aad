"""The thresholds of anomalies: those that hold, those that held, and setting others."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lms.coverage import anomaly_words
from lms.coverage.actions.limits import set_limits
from lms.coverage.forms.limits import LimitsForm
from lms.coverage.queries.limits import changes, limits_now, may_set_limits
from lms.coverage.views.furniture import anomalies_crumb, may_view_anomalies
from lms.coverage.views.page import page
from lms.kit.errors import Refusal
from lms.site.typing import person_of


@require_http_methods(["GET", "HEAD", "POST"])
@may_view_anomalies
def limits(request: HttpRequest) -> HttpResponse:
    """Show the thresholds to who may set them, and set them."""
    viewer = person_of(request)
    if not may_set_limits(viewer):
        raise Http404
    form = LimitsForm(request.POST or None, now=limits_now())
    if request.method == "POST" and form.is_valid():
        try:
            set_limits(form.limits(), form.cleaned_data["reason"], by=viewer, at=timezone.now())
            messages.success(request, _("The thresholds hold from the next night on."))
            return redirect("coverage:anomalies:limits")
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    history = [(each.row, anomaly_words.in_turn(each.turns)) for each in changes()]
    status, crumbs = 422 if form.errors else 200, [anomalies_crumb()]
    title = _("Thresholds of anomalies")
    return page(request, "audit/limits", title, crumbs, own_way=True, status=status, form=form, history=history)
