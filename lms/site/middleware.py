"""What every response passes through."""

from collections.abc import Callable
from http import HTTPStatus

from csp.constants import SELF, UNSAFE_INLINE
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

Handler = Callable[[HttpRequest], HttpResponse]


def security_policy(get_response: Handler) -> Handler:
    """Let Wagtail's admin use the inline styles and scripts it is built with; the phone site allows neither."""

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.path.startswith("/admin/"):
            response._csp_update = {  # type: ignore[attr-defined]
                "script-src": [UNSAFE_INLINE],
                "style-src": [UNSAFE_INLINE],
                "frame-src": [SELF],
            }
        return response

    return handle


class plain_errors:  # noqa: N801 - listed by name among the function middlewares
    """Answer "not found" and "not this way" in the site's own words, with DEBUG as without."""

    def __init__(self, get_response: Handler) -> None:
        """Wrap the next handler."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; an address that no route knows gets the page too."""
        response = self.get_response(request)
        if settings.DEBUG and response.status_code == HTTPStatus.NOT_FOUND and request.resolver_match is None:
            return render(request, "404.html", status=HTTPStatus.NOT_FOUND)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and not response.content:
            response.content = render_to_string("405.html")
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Render the 404 page for :class:`Http404`."""
        if isinstance(exception, Http404) and settings.DEBUG:
            return render(request, "404.html", status=404)
        return None
