"""Moving a class to another version of its scheme: first a look at what it would change, then a confirmation."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from certificates.schemes import actions
from certificates.schemes.forms import VersionForm
from certificates.schemes.queries import preview, version_list, version_requirements
from certificates.schemes.views.classroom import furniture, may_change
from certificates.schemes.views.places import run_by
from lms.kit.errors import Refusal
from lms.site.typing import person_of

TEMPLATE = "certificates/schemes/admin/version.html"


@require_http_methods(["GET", "HEAD", "POST"])
@may_change
def move(request: HttpRequest, cohort_id: int) -> HttpResponse:
    """Show what another version would change for the people of a class; move it there once that is confirmed."""
    cohort = run_by(request, cohort_id)
    asking = request.POST if request.method == "POST" else request.GET
    form = VersionForm(asking if "version" in asking else None, cohort=cohort)
    version = form.cleaned_data["version"] if form.is_valid() else None
    if version and request.method == "POST":
        try:
            actions.move_to_version(cohort, version, by=person_of(request), at=timezone.now())
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The class runs version %(n)s now.") % {"n": version.number})
            return redirect("training_class:page", cohort.pk)
    crumb = {"url": reverse("training_class:page", args=[cohort.pk]), "label": cohort.name}
    context = {
        "cohort": cohort,
        "form": form,
        "versions": version_list(cohort),
        "version": version,
        "preview": preview(version_requirements(version.pk), cohort) if version else None,
        **furniture(_("Version of the scheme"), [crumb]),
    }
    return render(request, TEMPLATE, context, status=422 if form.errors else 200)
