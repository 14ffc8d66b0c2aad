"""What every page of the coverage has: who may open it, and Wagtail's header."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.auth import permission_required

may_view = permission_required("coverage.view_coverage")
Crumb = dict[str, Any]


def page(request: HttpRequest, name: str, title: str, crumbs: Sequence[Crumb], **context: Any) -> HttpResponse:
    """Render a page of the coverage with Wagtail's header; ``status`` is 200 unless given.

    The way to it leads over the coverage, or with ``own_way`` only over ``crumbs``: not everybody who has to do with
    audit work may open the coverage.
    """
    status, own_way = context.pop("status", 200), context.pop("own_way", False)
    way = [*crumbs, {"url": "", "label": title}] if own_way else [*_start(), *crumbs]
    context |= {"header_title": title, "breadcrumbs_items": way, "header_icon": "tasks", "crumbs": crumbs}
    return render(request, f"lms/coverage/{name}.html", context, status=status)


def _start() -> list[Crumb]:
    return [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("coverage:index"), "label": _("Training coverage")},
    ]
