"""The application's name and label."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SigninConfig(AppConfig):
    """Names the application; the label is part of the database and never changes."""

    name = "lms.signin"
    label = "signin"
    verbose_name = _("Signin")
