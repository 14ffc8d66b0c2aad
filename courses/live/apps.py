"""The application's name and label, and where its models live."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LiveConfig(AppConfig):
    """Names the application; the label is part of the database and never changes."""

    name = "courses.live"
    label = "live"
    verbose_name = _("Live lectures")

    def import_models(self) -> None:
        """Load the pages with the models: they stand above the queries, so ``models`` cannot import them."""
        super().import_models()
        import_module("courses.live.pages")
