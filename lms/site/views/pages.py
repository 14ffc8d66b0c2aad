"""Pages that belong to no app: health, the size of the type, the components."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods
from django.views.i18n import JavaScriptCatalog
from wagtail.admin.localization import get_localized_response

from lms.site.context import LARGE_TYPE_COOKIE
from lms.site.forms import SampleForm
from lms.site.health import INSTANCE_HEADER, examine

_YEAR = 365 * 24 * 3600


class _OfficeWords(JavaScriptCatalog):
    """What the admin's scripts say, with our words for what Wagtail leaves in English."""

    packages = ["wagtail.admin"]

    def get_paths(self, packages: list[str]) -> list[str]:
        return [*super().get_paths(packages), *map(str, settings.LOCALE_PATHS)]


def office_words(request: HttpRequest) -> HttpResponse:
    """Serve the admin's words to its scripts, in the language of whoever is signed in."""
    answer: HttpResponse = get_localized_response(_OfficeWords.as_view(), request)
    return answer


@never_cache
@require_GET
def healthz(_request: HttpRequest) -> JsonResponse:
    """Say what is up: 200 when all of it is, 503 when something is not."""
    report = examine(timezone.now())
    status = 200 if report["status"] == "up" else 503
    return JsonResponse(report, status=status, headers={INSTANCE_HEADER: settings.INSTANCE})


@require_http_methods(["GET", "POST"])
def type_size(request: HttpRequest) -> HttpResponse:
    """Let anybody choose larger type; the choice is kept in a cookie on this phone."""
    if request.method == "GET":
        back = request.headers.get("Referer", "")
        return render(request, "lms/site/type_size.html", {"next": _safe(request, back)})
    response = redirect(_safe(request, request.POST.get("next", "")))
    size = "large" if request.POST.get("size") == "large" else "usual"
    response.set_cookie(
        LARGE_TYPE_COOKIE, size, max_age=_YEAR, samesite="Lax", httponly=True, secure=settings.SESSION_COOKIE_SECURE
    )
    return response


@require_GET
def components(request: HttpRequest) -> HttpResponse:
    """Show every component of the design system; a page for developers only."""
    if not settings.DEBUG:
        raise Http404
    wrong = SampleForm({"phone": "123", "mode": "", "reason": ""})
    return render(request, "lms/site/components.html", {"form": SampleForm(), "wrong": wrong})


def _safe(request: HttpRequest, address: str) -> str:
    """Return ``address`` if it is on this site and not the type page itself, else the first page."""
    here = url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()})
    return address if here and request.path not in address else "/"
