"""The application's name and label, and its deployment checks."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecordsConfig(AppConfig):
    """Names the application; the label is part of the database and never changes."""

    name = "lms.records"
    label = "records"
    verbose_name = _("Records")

    def ready(self) -> None:
        """Register the checks."""
        import_module("lms.records.checks")
