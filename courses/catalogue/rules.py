"""Pure rules of studying: how long, for how many minutes, right or wrong, and what a file really is."""

from collections.abc import Collection
from datetime import datetime

import filetype

# What the first bytes of a teaching file may turn out to be.
PDF, VIDEO, AUDIO = "pdf", "video", "audio"
_KINDS = {"application/pdf": PDF, "video/mp4": VIDEO, "audio/mp4": AUDIO, "audio/mpeg": AUDIO}


def seconds_heard(claimed: int, *, since: datetime, at: datetime) -> int:
    """Return how many of the ``claimed`` seconds a beat may count: no more than have passed.

    :param claimed: seconds the browser says the lesson was on the screen.
    :param since: when this person was last heard of in any lesson, so that two open lessons never count double.

    >>> from datetime import timedelta
    >>> noon = datetime(2026, 11, 19, 12)
    >>> seconds_heard(30, since=noon - timedelta(seconds=20), at=noon)
    20
    """
    return max(0, min(claimed, int((at - since).total_seconds())))


def seconds_studied(counted: int, *, started_at: datetime, last_seen_at: datetime, at: datetime) -> int:
    """Return the seconds to go by at ``at``: those counted by beats, and by the clock since beats stopped coming.

    A phone without scripts sends no beats, and its owner must be able to finish all the same, also what was begun
    on a phone with scripts. One with scripts sends a last beat with the press that finishes.

    >>> from datetime import timedelta
    >>> noon = datetime(2026, 11, 19, 12)
    >>> seconds_studied(5, started_at=noon, last_seen_at=noon + timedelta(minutes=1), at=noon + timedelta(minutes=3))
    125
    """
    return counted + max(0, int((at - (last_seen_at if counted else started_at)).total_seconds()))


def least_seconds(planned_minutes: int, *, asked: int | None) -> int:
    """Return how long a lesson must be studied: what its page asks for, else a third of the planned time.

    >>> least_seconds(30, asked=None), least_seconds(30, asked=20)
    (600, 20)
    """
    return planned_minutes * 20 if asked is None else asked


def minutes_earned(seconds: int, *, planned_minutes: int) -> int:
    """Return the minutes a finished lesson counts for: those studied, begun ones whole, the planned ones at most.

    >>> minutes_earned(61, planned_minutes=30), minutes_earned(9999, planned_minutes=30)
    (2, 30)
    """
    return min(planned_minutes, -(-seconds // 60))


def is_right(chosen: Collection[int], *, right: Collection[int]) -> bool:
    """Return whether exactly the right options were chosen; both are positions from zero.

    >>> is_right([1], right=[1]), is_right([1], right=[1, 2])
    (True, False)
    """
    return set(chosen) == set(right)


def kind_of_file(first_bytes: bytes) -> str:
    """Return ``"pdf"``, ``"video"``, ``"audio"`` or ``""`` by what a file begins with, whatever its name says.

    :param first_bytes: 300 bytes or more.

    >>> kind_of_file(b"%PDF-1.7 ...")
    'pdf'
    """
    return _KINDS.get(filetype.guess_mime(first_bytes) or "", "")
