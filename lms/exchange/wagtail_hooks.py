"""Roster imports in the admin."""

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem


@hooks.register("register_admin_urls")
def exchange_urls() -> list[URLPattern | URLResolver]:
    """Put the pages at ``/admin/imports/``."""
    return [path("imports/", include("lms.exchange.urls"))]


class ImportMenuItem(MenuItem):
    """Shown to those who may import rosters."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Return whether the viewer holds the permission."""
        return request.user.has_perm("people.import_roster")


@hooks.register("register_people_menu_item")
def imports_menu_item() -> MenuItem:
    """Lead to the imports."""
    return ImportMenuItem(
        _("Roster imports"), reverse("exchange:history"), name="roster-imports", icon_name="upload", order=10
    )
