"""The application's name and label."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApiConfig(AppConfig):
    """Names the application; the label is part of the database and never changes."""

    name = "lms.api"
    label = "api"
    verbose_name = _("Interface for programs")
