"""The guide to the interface, its document, and the admin's pages of tokens."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin.auth import permission_required

from lms.api import actions, problems
from lms.api.forms import TokenForm
from lms.api.models import ApiToken
from lms.api.service import document
from lms.kit.errors import Refusal
from lms.site.typing import person_of

HEADER = "Authorization: Bearer xinglin_…"

may_make = permission_required("api.add_apitoken")
may_see = permission_required("api.view_apitoken")


@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """Tell people what programs may ask for: the OpenAPI document as a page."""
    context = {
        "document": document(),
        "base": settings.BASE_URL,
        "calls": settings.API_CALLS_A_MINUTE,
        "header": HEADER,
    }
    return render(request, "lms/api/guide.html", context)


@require_safe
def openapi(_request: HttpRequest) -> JsonResponse:
    """Tell programs the same."""
    return JsonResponse(document(), json_dumps_params={"ensure_ascii": False})


@csrf_exempt
def nothing(request: HttpRequest, rest: str) -> HttpResponse:
    """Say that there is nothing at this address."""
    return problems.not_found(request)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@may_make
def new(request: HttpRequest) -> HttpResponse:
    """Make a token and show it, this once."""
    viewer = person_of(request)
    form = TokenForm(request.POST or None, person=viewer)
    if request.method == "POST" and form.is_valid():
        try:
            token, text = actions.make_token(person=viewer, **form.cleaned_data, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            context = {"token": token, "text": text, **_furniture(_("Your new token"))}
            return render(request, "lms/api/admin/made.html", context)
    context = {"form": form, **_furniture(_("Make a token"))}
    return render(request, "lms/api/admin/new.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@may_see
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once more, then end a token."""
    token = get_object_or_404(ApiToken.objects.visible_to(request.user), pk=pk)
    if request.method == "POST":
        actions.revoke_token(token, by=person_of(request), at=timezone.now())
        messages.success(request, _("The token is revoked. Programs that use it are answered no from now on."))
        return redirect("api_token:index")
    return render(request, "lms/api/admin/revoke.html", {"token": token, **_furniture(_("Revoke this token"))})


def _furniture(title: str) -> dict[str, Any]:
    first = {"url": reverse("api_token:index"), "label": _("Tokens for programs")}
    return {
        "breadcrumbs_items": [first, {"url": "", "label": title}],
        "header_title": title,
        "header_icon": "key",
    }
