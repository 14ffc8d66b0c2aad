"""Nobody with an admin role goes further without a second factor."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django_htmx.http import HttpResponseClientRedirect

from lms.signin.proof import has_shown_factor
from lms.signin.queries import has_factor, needs_second_factor

Handler = Callable[[HttpRequest], HttpResponse]

ALWAYS = ("account_logout", "wagtailadmin_logout", "account_inactive")
TO_SHOW = ("mfa_reauthenticate", "mfa_reauthenticate_webauthn")
TO_SET_UP = ("mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "account_reauthenticate")


def second_factor(get_response: Handler) -> Handler:
    """Send people with an admin role to show their second factor, or to set one up, before anything else.

    It looks at the session and not at the way in, so there is no way around it: whatever signed a person in, a
    session without the proof goes nowhere.
    """

    def handle(request: HttpRequest) -> HttpResponse:
        request.second_factor_missing = False  # type: ignore[attr-defined]
        if not _must_prove(request) or has_shown_factor(request):
            return get_response(request)
        request.second_factor_missing = True  # type: ignore[attr-defined]
        return _hold(request) or get_response(request)

    return handle


def _must_prove(request: HttpRequest) -> bool:
    if not request.user.is_authenticated or request.path.startswith((settings.STATIC_URL, "/healthz")):
        return False
    if needs_second_factor(request.user):
        return True
    # The admin besides, whoever opened it to a person and however.
    return request.path.startswith("/admin/") and request.user.has_perm("wagtailadmin.access_admin")


def _hold(request: HttpRequest) -> HttpResponse | None:
    """Return the redirect that holds the request up, or ``None`` where it may pass."""
    shows = has_factor(request.user)
    allowed = (*ALWAYS, *(TO_SHOW if shows else TO_SET_UP))
    if request.path in {reverse(name) for name in allowed}:
        return None
    address = reverse("mfa_reauthenticate" if shows else "mfa_index")
    back = request.get_full_path() if request.method == "GET" else "/"
    address = f"{address}?{urlencode({'next': back})}"
    return _redirect(request, address)


def _redirect(request: Any, address: str) -> HttpResponse:
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)
