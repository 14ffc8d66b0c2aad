"""The application's name and label."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SchemesConfig(AppConfig):
    """Names the application; the label is part of the database and never changes."""

    name = "certificates.schemes"
    label = "schemes"
    verbose_name = _("Schemes")
