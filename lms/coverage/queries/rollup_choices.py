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


def figure_from(covered_at: object, on_leave: object, is_overdue: object, started_at: object) -> Which:
    """Return the figure that says most about somebody: covered, on leave, overdue, started, or not yet covered."""
    if covered_at:
        return Which.COVERED
    if on_leave:
        return Which.ON_LEAVE
    if is_overdue:
        return Which.OVERDUE
    return Which.STARTED if started_at else Which.OPEN
