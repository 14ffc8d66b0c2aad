"""One anomaly: the rule, the figures, whom it concerns, and what somebody made of it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lms.coverage import anomaly_words
from lms.coverage.actions import anomalies, opening
from lms.coverage.forms.findings import ExplanationForm
from lms.coverage.models import Anomaly, AnomalyDecision, AnomalyPerson
from lms.coverage.views.furniture import anomalies_crumb, may_view_anomalies
from lms.coverage.views.page import page
from lms.kit.errors import Refusal
from lms.site.typing import person_of


@require_http_methods(["GET", "HEAD", "POST"])
@may_view_anomalies
def show(request: HttpRequest, anomaly_id: int) -> HttpResponse:
    """Show an anomaly; write down how it is explained."""
    viewer, now = person_of(request), timezone.now()
    anomaly = get_object_or_404(Anomaly.objects.visible_to(viewer), pk=anomaly_id)
    form = ExplanationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            outcome = AnomalyDecision.Outcome.EXPLAINED
            anomalies.decide(anomaly, outcome, form.cleaned_data["reason"], by=viewer, at=now)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Written down. Nothing else follows from it."))
            return redirect("coverage:anomalies:page", anomaly.pk)
    people = AnomalyPerson.objects.visible_to(viewer).filter(anomaly=anomaly).select_related("person", "workplace")
    people = people.order_by("pk")
    opening.look_at_anomaly(anomaly, [each.person for each in people], by=viewer, at=now)
    context = {
        "anomaly": anomaly,
        "why": anomaly_words.why(anomaly),
        "figures": anomaly_words.figures(anomaly),
        "people": people,
        "elsewhere": anomaly.people.count() - len(people),
        "decision": AnomalyDecision.objects.select_related("decided_by").filter(anomaly=anomaly).first(),
        "form": form,
    }
    status = 422 if form.errors else 200
    return page(request, "audit/anomaly", str(anomaly), [anomalies_crumb()], own_way=True, status=status, **context)
