"""The public check: anybody may ask, nobody can list."""

import logging
import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from certificates.register.forms import VerifyForm
from certificates.register.limits import within_limit
from certificates.register.models import Certificate
from certificates.register.queries import find

log = logging.getLogger(__name__)

FORM = "certificates/register/verify.html"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def form(request: HttpRequest) -> HttpResponse:
    """Look a certificate up by number and name. Both go in the body, so that no name gets into an access log."""
    if request.method != "POST":
        return render(request, FORM, {"form": VerifyForm()})
    asked = VerifyForm(request.POST)
    if not within_limit(request):
        log.info("certificate look-up refused: too many")
        return render(request, FORM, {"form": asked, "too_many": True}, status=429)
    if not asked.is_valid():
        return render(request, FORM, {"form": asked}, status=422)
    found = find(number=asked.cleaned_data["number"], name=asked.cleaned_data["name"])
    log.info("certificate look-up: %s", found.pk if found else "nothing found")
    if found is None:
        return render(request, FORM, {"form": asked, "unknown": True}, status=404)
    return redirect("verify:certificate", found.uid)


@never_cache
@require_safe
def certificate(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Show the full frozen text of one certificate and whether it stands."""
    related = Certificate.objects.select_related("supersedes", "superseded_by", "signature__key")
    response = render(
        request, "certificates/register/verified.html", {"certificate": get_object_or_404(related, uid=uid)}
    )
    response["X-Robots-Tag"] = "noindex"
    return response
