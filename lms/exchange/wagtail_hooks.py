"""Roster imports in the admin."""

from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from lms.site.menu import PermittedMenuItem


@hooks.register("register_admin_urls")
def exchange_urls() -> list[URLPattern | URLResolver]:
    """Put the pages at ``/admin/imports/``."""
    return [path("imports/", include("lms.exchange.urls"))]


@hooks.register("register_people_menu_item")
def imports_menu_item() -> MenuItem:
    """Lead to the imports."""
    look = {"name": "roster-imports", "icon_name": "upload", "order": 10}
    url = reverse("exchange:history")
    return PermittedMenuItem(_("Roster imports"), url, permission="people.import_roster", **look)
