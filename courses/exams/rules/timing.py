"""When the bell rings."""

import math
from datetime import datetime, timedelta


def deadline(started_at: datetime, duration_minutes: int, closes_at: datetime, extra_minutes: int = 0) -> datetime:
    """Return when a sitting ends: after its duration, or with the exam if that is sooner.

    :param extra_minutes: what this person has beyond both: who begins last has them as well.
    """
    return min(started_at + timedelta(minutes=duration_minutes), closes_at) + timedelta(minutes=extra_minutes)


def is_over(at: datetime, deadline_at: datetime, grace_seconds: int) -> bool:
    """Say whether ``at`` is after the bell. What arrives within the grace was sent before it."""
    return at > deadline_at + timedelta(seconds=grace_seconds)


def remaining_seconds(at: datetime, deadline_at: datetime) -> int:
    """Return the whole seconds left, never less than none."""
    return max(0, math.ceil((deadline_at - at).total_seconds()))


def used_minutes(started_at: datetime, ended_at: datetime) -> int:
    """Return how long a sitting took, in started minutes."""
    return max(1, math.ceil((ended_at - started_at).total_seconds() / 60))
