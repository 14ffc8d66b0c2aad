"""What somebody can do now: each app says which of its activities are open, by Wagtail's hook ``open_activities``.

A hook is a function ``(person, at) -> Iterable[Opening]`` in the app's ``wagtail_hooks.py``, of a few queries whatever
the number of activities.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wagtail import hooks

HOOK = "open_activities"


@dataclass(frozen=True, kw_only=True)
class Opening:
    """One activity that is open to a person, and where to do it.

    :param starts_at: when it is held; ``None`` where it can be done at any time.
    :param until: the last moment to do it; ``None`` where there is none.
    """

    activity_id: int
    title: str
    kind: str
    url: str
    minutes: int = 0
    starts_at: datetime | None = None
    until: datetime | None = None


def openings_for(person: Any, at: datetime) -> list[Opening]:
    """Return everything open to ``person`` at ``at``: what is held at a time first, the soonest first."""
    makers: list[Callable[[Any, datetime], Iterable[Opening]]] = hooks.get_hooks(HOOK)
    found = [opening for maker in makers for opening in maker(person, at)]
    return sorted(found, key=lambda each: (each.starts_at is None, each.starts_at or at, each.until or at, each.title))
