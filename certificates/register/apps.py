"""The application's name and label, and its deployment checks."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegisterConfig(AppConfig):
    """Names the application; the label is part of the database and never changes."""

    name = "certificates.register"
    label = "register"
    verbose_name = _("Register")

    def ready(self) -> None:
        """Register the checks."""
        import_module("certificates.register.checks")
