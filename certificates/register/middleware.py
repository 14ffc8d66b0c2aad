"""The short way of a scan, which everybody makes and nobody signs in for."""

import re
import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from certificates.register.views.verify import scanned

Handler = Callable[[HttpRequest], HttpResponse]

# The address in printed codes; see ``verify_urls``.
_ADDRESS = re.compile(r"/verify/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/")


def short_way(get_response: Handler) -> Handler:
    """Answer who scans the code of a certificate; whatever else is asked goes on to the next handler.

    The page is the same for everybody and leaves nothing behind, so sessions, accounts, messages and tokens have no
    part in it: asked for on the way, they would cost as much again as the page. It belongs below what writes the
    security headers, and above all that asks who somebody is.
    """

    def handle(request: HttpRequest) -> HttpResponse:
        if request.method == "GET" and (found := _ADDRESS.fullmatch(request.path_info)):
            # Refuses a host that is not ours, as is done further down.
            request.get_host()
            if answer := scanned(request, uuid.UUID(found[1])):
                return answer
        return get_response(request)

    return handle
