"""What makes the site an app on a phone: its manifest, its icons, its service worker, the page without a network."""

import hashlib
import json
from functools import lru_cache
from importlib.resources import files

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from lms.site import icons

# What the page without a network is made of; the worker keeps it when it is installed.
KEPT = ("site/site.css", "site/favicon.svg", "site/app.js")
MODULES = ("journal.js", *(f"journal/{name}.js" for name in ("store", "memory", "sender", "lock", "work")))
DAY, YEAR = 24 * 3600, 365 * 24 * 3600


@cache_control(public=True, max_age=DAY)
@require_safe
def manifest(_request: HttpRequest) -> JsonResponse:
    """Tell a phone how to put the site on its home screen."""
    pictures = [
        {"src": reverse("site:icon", args=[name]), "sizes": f"{side}x{side}", "type": "image/png", "purpose": purpose}
        for name, side, purpose in (
            ("192", 192, "any"),
            ("512", 512, "any"),
            ("192-whole", 192, "maskable"),
            ("512-whole", 512, "maskable"),
        )
    ]
    told = {
        "id": "/",
        "name": _("Xinglin: training of grassroots doctors"),
        "short_name": _("Xinglin"),
        "lang": "zh-Hans",
        "dir": "ltr",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "theme_color": "#0c3a2e",
        "background_color": "#f8f3e9",
        "icons": pictures,
    }
    return JsonResponse(told, content_type="application/manifest+json")


@cache_control(public=True, max_age=YEAR)
@require_safe
def icon(_request: HttpRequest, icon_name: str) -> HttpResponse:
    """Hand out the emblem as a picture."""
    if icon_name not in icons.ICONS:
        raise Http404
    return HttpResponse(icons.png(icon_name), content_type="image/png")


@cache_control(no_cache=True)
@require_safe
def worker(_request: HttpRequest) -> HttpResponse:
    """Hand out the service worker, and tell it which files to keep."""
    page = reverse("site:offline")
    modules = [static(f"site/{name}") for name in MODULES]
    kept = [page, *(static(name) for name in KEPT), *modules, static("vendor/idb/index.js")]
    text = _script()
    version = hashlib.sha256("\n".join([*kept, text, _page()]).encode()).hexdigest()[:16]
    told = {"version": version, "files": kept, "page": page, "static": settings.STATIC_URL}
    head = f'import {{ sendAll }} from "{static("site/journal.js")}";\nconst KEPT = {json.dumps(told)};\n'
    return HttpResponse(head + text, content_type="text/javascript; charset=utf-8")


@cache_control(no_cache=True)
@require_safe
def offline(_request: HttpRequest) -> HttpResponse:
    """Show what still works without a network; nothing on the page depends on who asks."""
    return HttpResponse(_page())


def _page() -> str:
    return render_to_string("lms/site/offline.html")


@lru_cache(maxsize=1)
def _script() -> str:
    return files("lms.site").joinpath("static", "site", "worker.js").read_text(encoding="utf-8")
