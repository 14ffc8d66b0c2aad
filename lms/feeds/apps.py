"""The application's name and label."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FeedsConfig(AppConfig):
    """Names the application; the label is part of the database and never changes."""

    name = "lms.feeds"
    label = "feeds"
    verbose_name = _("Data for others")
