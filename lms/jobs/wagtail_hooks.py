"""Where people of the admin find the long work they asked for."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem


@hooks.register("register_admin_menu_item")
def jobs_menu_item() -> MenuItem:
    """Everybody sees their own jobs, so everybody has the menu item."""
    return MenuItem(_("Work in the background"), reverse("jobs:jobs"), name="jobs", icon_name="history", order=9000)
