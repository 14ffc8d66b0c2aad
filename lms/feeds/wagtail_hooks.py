"""Where data that leave stand in the Wagtail admin."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem


@hooks.register("register_admin_urls")
def feeds_urls() -> list[URLPattern | URLResolver]:
    """Put the pages at ``/admin/extracts/``."""
    return [path("extracts/", include("lms.feeds.urls"))]


class _Permitted(MenuItem):
    def __init__(self, *args: Any, permission: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.permission = permission

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(self.permission)


@hooks.register("register_admin_menu_item")
def extracts_menu_item() -> MenuItem:
    """Lead to the extracts."""
    look = {"name": "extracts", "icon_name": "download", "order": 310}
    return _Permitted(_("Extracts"), reverse("feeds:extract"), permission="feeds.make_extract", **look)


@hooks.register("register_admin_menu_item")
def stores_menu_item() -> MenuItem:
    """Lead administrators to the stores."""
    look = {"name": "record-stores", "icon_name": "upload", "order": 330}
    return _Permitted(_("Learning record stores"), reverse("feeds:stores"), permission="feeds.change_store", **look)
