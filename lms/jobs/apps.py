"""The application's name and label."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JobsConfig(AppConfig):
    """Names the application; the label is part of the database and never changes."""

    name = "lms.jobs"
    label = "jobs"
    verbose_name = _("Jobs")
