"""What every page of the coverage has: who may open it, and Wagtail's header."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.auth import permission_required

may_view = permission_required("coverage.view_coverage")


def page(request: HttpRequest, name: str, title: str, crumbs: list[dict[str, Any]], **context: Any) -> HttpResponse:
    """Render a page of the coverage with Wagtail's header; ``status`` is 200 unless given."""
    start = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("coverage:index"), "label": _("Training coverage")},
    ]
    status = context.pop("status", 200)
    context |= {"header_title": title, "breadcrumbs_items": [*start, *crumbs], "header_icon": "tasks", "crumbs": crumbs}
    return render(request, f"lms/coverage/{name}.html", context, status=status)
