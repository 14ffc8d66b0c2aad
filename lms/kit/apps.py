"""The application's name and label, and the loading of every app's tasks and receivers."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class KitConfig(AppConfig):
    """Names the application; the label is part of the database and never changes."""

    name = "lms.kit"
    label = "kit"
    verbose_name = _("Kit")

    def ready(self) -> None:
        """Load the doors: web processes queue tasks by name and would not know them otherwise."""
        autodiscover_modules("tasks", "receivers")
