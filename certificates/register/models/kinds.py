"""Kinds of certificates, and where their files are kept."""

from django.core.files.storage import Storage, storages
from django.db import models
from django.utils.translation import gettext_lazy as _


def private_storage() -> Storage:
    """Return the storage that no web address reaches."""
    return storages["private"]


class Kind(models.TextChoices):
    """What a certificate says."""

    COMPLETION = "completion", _("certificate of completion")
    CREDIT = "credit", _("credit certificate")
    PASS = "pass", _("certificate of having passed")
    HONOR = "honor", _("certificate of honor")
    APPOINTMENT = "appointment", _("letter of appointment")
