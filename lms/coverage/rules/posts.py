"""Where somebody worked on a day, told from all the posts they held. Pure."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple


class Held(NamedTuple):
    """One post: from when, until when (that day no longer), and at which place."""

    starts_on: date
    ends_on: date | None
    place: int


def place_then(posts: Sequence[Held], day: date) -> int:
    """Return the place of the post held on ``day``; else of the last begun before it; else of the newest.

    Of several posts held on the day, the one begun last counts.

    :param posts: one at least, in the order in which they began.

    >>> moved = [Held(date(2020, 1, 1), date(2026, 5, 1), 1), Held(date(2026, 7, 1), None, 2)]
    >>> [place_then(moved, date(2026, month, 1)) for month in (4, 5, 7)]
    [1, 1, 2]
    """
    begun = [post for post in posts if post.starts_on <= day]
    held = [post for post in begun if post.ends_on is None or post.ends_on > day]
    return (held or begun or posts)[-1].place
