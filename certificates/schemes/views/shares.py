"""The places of a class by county, in the admin."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from certificates.schemes import actions
from certificates.schemes.forms.places import SharesForm
from certificates.schemes.models import Cohort
from certificates.schemes.queries.places import fair_shares, places_of
from certificates.schemes.views.classroom import furniture, may_change
from lms.kit.errors import Refusal
from lms.site.typing import person_of


@require_http_methods(["GET", "HEAD", "POST"])
@may_change
def page(request: HttpRequest, cohort_id: int) -> HttpResponse:
    """Show and change how many places each county has; beside them stand the fair numbers."""
    cohort, today = get_object_or_404(Cohort.objects.run_by(request.user), pk=cohort_id), timezone.localdate()
    places = places_of(cohort, today)
    fits = cohort.places is not None and places.used <= cohort.places
    form = SharesForm(request.POST or None, places=places, fair=fair_shares(cohort, today) if fits else {})
    if request.method == "POST" and form.is_valid():
        try:
            _share(request, cohort, form)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The places are shared out."))
            return redirect("training_class:page", cohort.pk)
    crumb = {"url": reverse("training_class:page", args=[cohort.pk]), "label": cohort.name}
    context = {"cohort": cohort, "places": places, "form": form, **furniture(_("Places by county"), [crumb])}
    template = "certificates/schemes/admin/shares.html"
    return render(request, template, context, status=422 if form.errors else 200)


def _share(request: HttpRequest, cohort: Cohort, form: SharesForm) -> None:
    by, at = person_of(request), timezone.now()
    if form.wants_fair:
        actions.share_fairly(cohort, by=by, at=at)
    else:
        actions.set_shares(cohort, form.shares(), by=by, at=at)
