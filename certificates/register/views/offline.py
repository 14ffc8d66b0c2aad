"""What a phone keeps, to check certificates where there is no network."""

import hashlib
import json
from functools import lru_cache
from importlib.resources import files

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from certificates.register.verification import offline_list

STATIC = ("site/site.css", "site/favicon.svg", "register/offline.js", "register/verify.js")
SCRIPTS = ("offline.js", "verify.js", "worker.js")


@cache_control(no_cache=True)
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """Hand out the service worker, and tell it which files to keep."""
    kept = [reverse("verify:offline"), *(static(name) for name in STATIC)]
    told = {"version": _version(tuple(kept)), "files": kept, "page": kept[0], "list": reverse("verify:list")}
    source = f"const KEPT = {json.dumps(told)};\n{_scripts()['worker.js']}"
    return HttpResponse(source, content_type="text/javascript; charset=utf-8")


@cache_control(no_cache=True)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show the page that answers without a network; nothing on it depends on who asks."""
    return HttpResponse(render_to_string("certificates/register/verify/offline.html"))


@cache_control(no_cache=True)
@require_safe
def known(request: HttpRequest) -> HttpResponse:
    """Hand out the issuer's public keys, and the signed list of what does not stand any more."""
    return JsonResponse(offline_list(at=timezone.now()))


def _version(kept: tuple[str, ...]) -> str:
    """Return what changes whenever something kept does."""
    return hashlib.sha256("\n".join([*kept, *_scripts().values()]).encode()).hexdigest()[:16]


@lru_cache(maxsize=1)
def _scripts() -> dict[str, str]:
    folder = files("certificates.register").joinpath("static", "register")
    return {name: folder.joinpath(name).read_text(encoding="utf-8") for name in SCRIPTS}
