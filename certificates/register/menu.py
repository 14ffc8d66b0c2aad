"""The menu of certificates in the admin: what waits first, then what was issued, then how certificates look."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.admin.viewsets.base import ViewSetGroup

from lms.site.menu import PermittedMenuItem


class CertificatesGroup(ViewSetGroup):
    """The lists of the register, and two pages that are no lists."""

    menu_label = _("Certificates")
    menu_name = "certificates"
    menu_icon = "doc-full"
    menu_order = 220

    def __init__(self, lists: Sequence[Any]) -> None:
        """Take the viewsets in the order of the menu."""
        self.items = tuple(lists)
        super().__init__()

    def get_menu_item(self, order: int | None = None) -> SubmenuMenuItem:
        """Return the submenu with the lists, what waits for a decision, and the check of a whole list."""
        items = [*self.get_submenu_items(), *_more()]
        menu = Menu(items=items)
        return SubmenuMenuItem(
            self.menu_label, menu, name=self.menu_name, icon_name=self.menu_icon, order=order or self.menu_order
        )


def _more() -> list[MenuItem]:
    return [
        PermittedMenuItem(
            _("Certificates to decide on"),
            reverse("certificate:doubts"),
            permission="register.revoke_certificate",
            name="certificate-doubts",
            icon_name="warning",
            order=0,
        ),
        PermittedMenuItem(
            _("Check a list of certificates"),
            reverse("certificate:check_list"),
            permission="register.view_certificate",
            name="certificate-check-list",
            icon_name="tasks",
            order=100,
        ),
    ]
