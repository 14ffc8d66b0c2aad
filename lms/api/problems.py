"""Saying no to programs: RFC 9457 problem documents, with a code for programs and a sentence for people."""

import json
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import ValidationError

from lms.api.limits import TooFast
from lms.kit.errors import Refusal

TYPE = "application/problem+json"


def problem(status: int, code: str, detail: str, **more: Any) -> HttpResponse:
    """Return the answer that says no."""
    said = {"type": f"urn:xinglin:problem:{code}", "title": HTTPStatus(status).phrase, "status": status}
    body = json.dumps({**said, "detail": detail, **more}, ensure_ascii=False)
    response = HttpResponse(body, status=status, content_type=TYPE)
    response["Cache-Control"] = "no-store"
    if status == HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = "Bearer"
    return response


def not_found(_request: HttpRequest, _fault: Exception | type[Exception] | None = None) -> HttpResponse:
    """Say that there is nothing, or nothing for this token."""
    return problem(404, "not_found", _("There is nothing at this address, or nothing that this token may see."))


def for_reading(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Have ``view`` say in words that nothing can be written."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **values: Any) -> HttpResponse:
        response = view(request, *args, **values)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED:
            return response
        said = _("%(method)s is not possible here: this is for reading.") % {"method": request.method}
        refused = problem(405, "read_only", said)
        refused["Allow"] = "GET"
        return refused

    return asked


def _refused(_request: HttpRequest, refusal: Any) -> HttpResponse:
    status = 429 if isinstance(refusal, TooFast) else getattr(refusal, "status", 409)
    response = problem(status, refusal.code, str(refusal))
    if isinstance(refusal, TooFast):
        response["Retry-After"] = str(refusal.data["seconds"])
    return response


def _mistyped(_request: HttpRequest, fault: Any) -> HttpResponse:
    errors = [{"where": ".".join(str(part) for part in each["loc"]), "what": each["msg"]} for each in fault.errors]
    return problem(422, "parameters", _("Something in the address is not as it should be; see errors."), errors=errors)


def speak_problems(api: NinjaAPI) -> None:
    """Have ``api`` answer every fault that way."""
    handlers: dict[type[Exception], Any] = {
        Refusal: _refused,
        ValidationError: _mistyped,
        Http404: not_found,
        ObjectDoesNotExist: not_found,
    }
    for kind, handler in handlers.items():
        api.add_exception_handler(kind, handler)
