"""Reading notices."""

from dataclasses import dataclass
from typing import Any

from lms.notices.models import Notice


@dataclass(frozen=True)
class Unread:
    """How many notices wait, and the newest of them."""

    count: int
    newest: Notice | None


def unread_for(person: Any, *, most: int = 20) -> Unread:
    """Return what ``person`` has not read yet, in one query; ``count`` never exceeds ``most``."""
    waiting = list(Notice.objects.visible_to(person).unread().order_by("-created_at", "-pk")[:most])
    return Unread(len(waiting), waiting[0] if waiting else None)
