"""Where the coverage stands in the Wagtail admin, and what an auditor's admin leaves out."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.auth import user_has_any_page_permission
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from lms.coverage import queries, trail
from lms.coverage.models import anomaly, finding, sample
from lms.site.menu import PermittedMenuItem

PERMISSION = "coverage.view_coverage"
# Wagtail's own entries, which speak of pages that somebody without pages never sees.
_FOR_EDITORS = {"explorer", "reports", "help"}


@hooks.register("register_admin_urls")
def coverage_urls() -> list[URLPattern | URLResolver]:
    """Put the pages at ``/admin/coverage/``."""
    return [path("coverage/", include("lms.coverage.urls"))]


@hooks.register("register_admin_menu_item")
def coverage_menu_item() -> MenuItem:
    """Lead to the coverage."""
    look = {"name": "coverage", "icon_name": "tasks", "order": 50}
    return PermittedMenuItem(_("Training coverage"), reverse("coverage:index"), permission=PERMISSION, **look)


@hooks.register("register_admin_menu_item")
def reports_menu_item() -> MenuItem:
    """Lead to the frozen reports."""
    look = {"name": "frozen-reports", "icon_name": "lock", "order": 55}
    return PermittedMenuItem(_("Frozen reports"), reverse("coverage:reports"), permission=PERMISSION, **look)


@hooks.register("register_admin_menu_item")
def programmes_menu_item() -> MenuItem:
    """Lead to the coverage programmes."""
    look = {"name": "coverage-programmes", "icon_name": "calendar-check", "order": 51}
    return PermittedMenuItem(_("Coverage programmes"), reverse("coverage:programmes"), permission=PERMISSION, **look)


@hooks.register("register_admin_menu_item")
def trail_menu_item() -> MenuItem:
    """Lead to the audit log."""
    look = {"name": "audit-log", "icon_name": "history", "order": 60}
    return PermittedMenuItem(_("Audit log"), reverse("coverage:trail"), permission=trail.PERMISSION, **look)


@hooks.register("register_admin_menu_item")
def samples_menu_item() -> MenuItem:
    """Lead to the samples."""
    look = {"name": "samples", "icon_name": "clipboard-list", "order": 52}
    return PermittedMenuItem(_("Samples"), reverse("coverage:samples:index"), permission=sample.VIEW, **look)


@hooks.register("register_admin_menu_item")
def findings_menu_item() -> MenuItem:
    """Lead to the findings: the auditors' and the institutions'."""
    look = {"name": "findings", "icon_name": "warning", "order": 54}
    return PermittedMenuItem(_("Findings"), reverse("coverage:findings:index"), permission=finding.VIEW, **look)


@hooks.register("register_admin_menu_item")
def anomalies_menu_item() -> MenuItem:
    """Lead to what the rules noticed."""
    look = {"name": "anomalies", "icon_name": "view", "order": 56}
    return PermittedMenuItem(_("Anomalies"), reverse("coverage:anomalies:index"), permission=anomaly.VIEW, **look)


class CoveragePanel(Component):
    """The newest classes with their figures, on the admin's first page."""

    name = "coverage"
    template_name = "lms/coverage/panel.html"
    order = 20

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Return the figures of today."""
        today = timezone.localdate()
        viewer = parent_context["request"].user
        found = queries.standings(viewer, today, most=5)
        return {"standings": found, "today": today, "has_pages": user_has_any_page_permission(viewer)}


@hooks.register("construct_homepage_panels")
def put_coverage_first(request: HttpRequest, panels: list[Any]) -> None:
    """Show the figures; and to those without pages nothing about pages."""
    if not request.user.has_perm(PERMISSION):
        return
    if not user_has_any_page_permission(request.user):
        panels[:] = [each for each in panels if not type(each).__module__.startswith("wagtail.admin.")]
    panels.append(CoveragePanel())


@hooks.register("construct_main_menu")
def leave_out_pages(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Leave out what is only for editors of pages."""
    if request.user.has_perm(PERMISSION) and not user_has_any_page_permission(request.user):
        menu_items[:] = [each for each in menu_items if each.name not in _FOR_EDITORS]
