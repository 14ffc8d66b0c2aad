"""The long work that people of the admin asked for, in the frame of the admin."""

from django.urls import URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from lms.jobs.urls import app_name, pages
from lms.jobs.views import OFFICE


@hooks.register("register_admin_urls")
def office_urls() -> list[URLResolver]:
    """Mount the same pages a second time: they lead to one another wherever one is."""
    return [path("jobs/", include((pages(), app_name), namespace=OFFICE))]


@hooks.register("register_admin_menu_item")
def jobs_menu_item() -> MenuItem:
    """Everybody sees their own jobs, so everybody has the menu item."""
    return MenuItem(
        _("Work in the background"), reverse(f"{OFFICE}:jobs"), name="jobs", icon_name="history", order=9000
    )
