"""Badges, and what somebody needs who checks one: the issuer's keys and profile, and the lists of what was revoked."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from certificates.register.badges.addresses import issuer_address
from certificates.register.badges.credentials import profile
from certificates.register.badges.reading import badge_of
from certificates.register.models import Certificate, KnownKey, StatusList
from lms.people.models import Organisation
from lms.site.typing import signed_in

FIVE_MINUTES = 300


@cache_control(public=True, max_age=FIVE_MINUTES)
@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """Hand out every key certificates were ever signed with, as a JSON Web Key Set."""
    known = KnownKey.objects.order_by("pk")
    return _to_anyone(
        JsonResponse({"keys": [_as_jwk(each) for each in known]}, content_type="application/jwk-set+json")
    )


@cache_control(public=True, max_age=FIVE_MINUTES)
@require_safe
def key(request: HttpRequest, key_id: str) -> HttpResponse:
    """Hand out one key."""
    found = get_object_or_404(KnownKey, key_id=key_id)
    return _to_anyone(JsonResponse(_as_jwk(found), content_type="application/jwk+json"))


@cache_control(public=True, max_age=FIVE_MINUTES)
@require_safe
def issuer(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Show who issues: only institutions that have issued something are known here."""
    # Through the key itself: a number longer than any key is none, where the foreign key's column would overflow.
    known = Organisation.objects.filter(pk=organisation_id)
    found = StatusList.objects.filter(issuer__in=known).select_related("issuer").first()
    if found is None:
        raise Http404
    return _to_anyone(JsonResponse(profile(issuer_address(organisation_id), found.issuer.name)))


@cache_control(public=True, max_age=FIVE_MINUTES)
@require_safe
def status(request: HttpRequest, list_id: int) -> HttpResponse:
    """Hand out a status list as it was signed last."""
    found = get_object_or_404(StatusList.objects.exclude(credential=""), pk=list_id)
    return _to_anyone(HttpResponse(found.credential, content_type="application/vc+jwt"))


@never_cache
@require_safe
def of_certificate(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Hand out the badge of a certificate to who has its address: it says what the page there says."""
    response = _download(get_object_or_404(Certificate, uid=uid))
    response["X-Robots-Tag"] = "noindex"
    return response


@never_cache
@require_safe
@signed_in
def mine(request: HttpRequest, number: str) -> HttpResponse:
    """Hand out the badge to the holder, and to managers in whose scope it lies."""
    return _download(get_object_or_404(Certificate.objects.visible_to(request.user), number=number))


def _download(certificate: Certificate) -> HttpResponse:
    badge = badge_of(certificate)
    if badge is None:
        raise Http404
    # Open Badges 3.0 asks for plain text.
    response = HttpResponse(badge, content_type="text/plain")
    response["Content-Disposition"] = f'attachment; filename="{certificate.number}.jwt"'
    return response


def _as_jwk(known: KnownKey) -> dict[str, Any]:
    return {**known.jwk, "kid": known.key_id, "alg": "ES256", "use": "sig"}


def _to_anyone(response: HttpResponse) -> HttpResponse:
    """Let pages of other sites read what is public, such as a verifier that runs in a browser."""
    response["Access-Control-Allow-Origin"] = "*"
    return response
