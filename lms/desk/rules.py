"""Pure rules of a person's home: greetings, and whether a record counts."""

from datetime import time

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FAILED = "failed"


def greeting(clock: time) -> str | Promise:
    """Return what one says at ``clock``, local time.

    >>> str(greeting(time(8))), str(greeting(time(23)))
    ('Good morning', 'Good evening')
    """
    if clock < time(5):
        return _("Good evening")
    if clock < time(11):
        return _("Good morning")
    if clock < time(13):
        return _("Good day")
    return _("Good afternoon") if clock < time(18) else _("Good evening")


def standing_of(outcome: str, *, is_reversed: bool) -> str:
    """Return whether a record counts: ``"counts"``, ``"failed"`` (an exam not passed) or ``"reversed"``.

    >>> standing_of("attended", is_reversed=False), standing_of("attended", is_reversed=True)
    ('counts', 'reversed')
    """
    if is_reversed:
        return "reversed"
    return "failed" if outcome == FAILED else "counts"
