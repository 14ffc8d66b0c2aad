"""Where data that leave stand in the Wagtail admin."""

from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from lms.site.menu import PermittedMenuItem


@hooks.register("register_admin_urls")
def feeds_urls() -> list[URLPattern | URLResolver]:
    """Put the pages at ``/admin/extracts/``."""
    return [path("extracts/", include("lms.feeds.urls"))]


@hooks.register("register_admin_menu_item")
def extracts_menu_item() -> MenuItem:
    """Lead to the extracts."""
    look = {"name": "extracts", "icon_name": "download", "order": 310}
    return PermittedMenuItem(_("Extracts"), reverse("feeds:extract"), permission="feeds.make_extract", **look)


@hooks.register("register_admin_menu_item")
def stores_menu_item() -> MenuItem:
    """Lead administrators to the stores."""
    look = {"name": "record-stores", "icon_name": "upload", "order": 330}
    url = reverse("feeds:stores")
    return PermittedMenuItem(_("Learning record stores"), url, permission="feeds.change_store", **look)
