"""Which figure of a programme people stand behind."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Which(models.TextChoices):
    """A figure of a programme, each of which opens the people behind it."""

    DUE = "due", _("due")
    STARTED = "started", pgettext_lazy("coverage", "started")
    COVERED = "covered", _("covered")
    OPEN = "open", _("not yet covered")
    OVERDUE = "overdue", pgettext_lazy("coverage", "overdue")
    ON_LEAVE = "on_leave", _("on leave")
