"""The application's name and label, its deployment checks, and what it tells of its health."""

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
        import_module("lms.records.health")
