"""The application's name and label, and its deployment checks."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SiteConfig(AppConfig):
    """Names the application; the label is part of the database and never changes."""

    name = "lms.site"
    label = "site"
    verbose_name = _("Site")

    def ready(self) -> None:
        """Register the checks."""
        import_module("lms.site.checks")
