"""The public check: anybody may ask, nobody can list."""

import logging
import re
import uuid

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from certificates.register import public_page
from certificates.register.forms import FileForm, VerifyForm
from certificates.register.limits import within_limit
from certificates.register.verification import by_hash, by_name, by_uid

ACCEPTS_GZIP = re.compile(r"\bgzip\b")
log = logging.getLogger(__name__)

FORM = "certificates/register/verify/form.html"
# What ``never_cache`` says, written out: on this page it would cost as much as reading the certificate.
FRESH = {
    "Cache-Control": "max-age=0, no-cache, no-store, must-revalidate, private",
    "X-Robots-Tag": "noindex",
    "X-Frame-Options": settings.X_FRAME_OPTIONS,
    # Whether type is large is kept in one.
    "Vary": "Cookie",
}
FRESH_PACKED = FRESH | {"Content-Encoding": "gzip", "Vary": "Accept-Encoding, Cookie"}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def form(request: HttpRequest) -> HttpResponse:
    """Look a certificate up by number and name. Both go in the body, so that no name gets into an access log."""
    if request.method != "POST":
        return render(request, FORM, {"form": VerifyForm()})
    asked = VerifyForm(request.POST)
    if not within_limit(request):
        return _too_many(request, asked)
    if not asked.is_valid():
        return render(request, FORM, {"form": asked}, status=422)
    found = by_name(number=asked.cleaned_data["number"], name=asked.cleaned_data["name"])
    log.info("certificate look-up by name: %s", found.pk if found else "nothing found")
    if found is None:
        return render(request, FORM, {"form": asked, "unknown": True}, status=404)
    return redirect("verify:certificate", found.uid)


@never_cache
@require_POST
def file(request: HttpRequest) -> HttpResponse:
    """Look a certificate up by the hash of its file, which the browser has worked out; the file stays there."""
    asked = FileForm(request.POST)
    if not within_limit(request):
        return _too_many(request, VerifyForm())
    found = by_hash(asked.cleaned_data["sha256"]) if asked.is_valid() else None
    log.info("certificate look-up by file: %s", found.pk if found else "nothing found")
    if found is None:
        return render(request, FORM, {"form": VerifyForm(), "not_issued": True}, status=404)
    return redirect("verify:certificate", found.uid)


@require_safe
def certificate(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Show the full frozen text of one certificate and whether it stands."""
    return scanned(request, uid) or _nothing(request)


def scanned(request: HttpRequest, uid: uuid.UUID) -> HttpResponse | None:
    """Return the page of the certificate with ``uid``, whole with its headers, or nothing where there is none."""
    answer = by_uid(uid)
    if answer is None:
        return None
    log.info("certificate look-up by code: %s", answer.certificate.pk)
    if ACCEPTS_GZIP.search(request.META.get("HTTP_ACCEPT_ENCODING", "")):
        page, headers = public_page.write_packed(request, answer), FRESH_PACKED
    else:
        page, headers = public_page.write(request, answer), FRESH
    return HttpResponse(page, headers={**headers, "Content-Length": str(len(page))})


def _nothing(request: HttpRequest) -> HttpResponse:
    """Answer a code that leads nowhere. It is a guess, and guesses are counted; a code that exists nobody guesses."""
    log.info("certificate look-up by code: nothing found")
    if within_limit(request):
        raise Http404
    return _too_many(request, VerifyForm())


def _too_many(request: HttpRequest, asked: VerifyForm) -> HttpResponse:
    log.info("certificate look-up refused: too many")
    return render(request, FORM, {"form": asked, "too_many": True}, status=429)
