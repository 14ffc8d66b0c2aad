"""The application's name and label, and its deployment check."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    """Names the application; the label is part of the database and never changes."""

    name = "lms.notices"
    label = "notices"
    verbose_name = _("Notices")

    def ready(self) -> None:
        """Register the check on the SMS channel."""
        import_module("lms.notices.checks")
