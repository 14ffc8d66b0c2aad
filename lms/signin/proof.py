"""Whether this session has shown a second factor."""

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY, get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from django.http import HttpRequest


def has_shown_factor(request: HttpRequest) -> bool:
    """Return whether the signed-in person gave a second factor in this session."""
    return any(each["method"] == "mfa" for each in get_authentication_records(request, request.user))


def keep_proof(request: HttpRequest, factor: str) -> None:
    """Note that the person has just shown ``factor``: setting one up shows it too."""
    record_authentication(request, request.user, "mfa", type=factor)


def drop_proof(request: HttpRequest) -> None:
    """Forget every second factor shown in this session."""
    kept = [each for each in get_authentication_records(request, request.user) if each["method"] != "mfa"]
    request.session[AUTHENTICATION_METHODS_SESSION_KEY] = kept
