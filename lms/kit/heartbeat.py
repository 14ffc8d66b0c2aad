"""Signs of life: when a worker last did the sweep that beat asks for, and what waits in the outbox."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache

from lms.kit.models import Errand

KEY = "kit.heartbeat"
# Beat asks for a sweep every 20 seconds. All workers busy with long tasks are silent too: nobody does what waits.
SILENT_AFTER = timedelta(seconds=90)
OVERDUE_AFTER = timedelta(minutes=2)
# As many as one sweep sends again. More than that waiting for long means that nobody is working them off.
MOST_OVERDUE = 500


def beat(at: datetime) -> None:
    """Say that beat, broker and worker lived at ``at``."""
    cache.set(KEY, at.isoformat(), timeout=None)


def last_beat() -> datetime | None:
    """Return when a worker was last heard of, or ``None`` for never."""
    heard = cache.get(KEY)
    return datetime.fromisoformat(heard) if heard else None


@dataclass(frozen=True)
class Backlog:
    """Errands not yet done: all that are due, and those due for longer than :data:`OVERDUE_AFTER`."""

    waiting: int
    overdue: int


def backlog(at: datetime) -> Backlog:
    """Count the outbox at ``at``."""
    due = Errand.objects.filter(due_at__lte=at)
    return Backlog(due.count(), due.filter(due_at__lte=at - OVERDUE_AFTER).count())
