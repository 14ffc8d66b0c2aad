"""The application's name and label."""

from django.apps import AppConfig, apps
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    """Names the application; the label is part of the database and never changes."""

    name = "lms.people"
    label = "people"
    verbose_name = _("People")

    def ready(self) -> None:
        """Have Wagtail use our stricter screens for users and groups."""
        users = apps.get_app_config("wagtailusers")
        users.user_viewset = "lms.people.wagtail_hooks.AdministratorsUserViewSet"  # type: ignore[attr-defined]
        users.group_viewset = "lms.people.wagtail_hooks.AdministratorsGroupViewSet"  # type: ignore[attr-defined]
