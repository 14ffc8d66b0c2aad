"""Requirements as an outline: a group, then its parts one step deeper."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Protocol


class Due(Protocol):
    """What has a deadline, or none."""

    @property
    def until(self) -> Any:
        """The last day that counts."""

    @property
    def due_days(self) -> Any:
        """The same in days from the first day of the class."""


class Asked(Due, Protocol):
    """What the rules need to know of a requirement."""

    depth: Any
    title: Any
    measure: Any
    target: Any
    since: Any


class Outline(ValueError):
    """The entry at ``index`` stands deeper than its group can be."""

    def __init__(self, index: int) -> None:
        """Say which entry it is."""
        super().__init__(f"entry {index} has no group above it")
        self.index = index


def parents_of(depths: Sequence[int]) -> list[int | None]:
    """Return for every entry of an outline the index of what it is inside of.

    :raises Outline: an entry is more than one step deeper than the one before it.

    >>> parents_of([0, 1, 1, 2, 0])
    [None, 0, 0, 2, None]
    """
    path: list[int] = []
    parents: list[int | None] = []
    for index, depth in enumerate(depths):
        if depth > len(path):
            raise Outline(index)
        del path[depth:]
        parents.append(path[-1] if path else None)
        path.append(index)
    return parents


def period_of(chain: Sequence[Asked], starts_on: date, ends_on: date) -> tuple[date, date]:
    """Return the first and the last day that count for a requirement in a class from ``starts_on`` to ``ends_on``.

    :param chain: the requirement and the groups it is in; each may narrow the days.
    """
    first = max((each.since for each in chain if each.since), default=starts_on)
    return first, min((day for each in chain if (day := deadline_of(each, starts_on))), default=ends_on)


def deadline_of(asked: Due, starts_on: date) -> date | None:
    """Return the last day of ``asked`` itself in a class that starts on ``starts_on``; day 1 is that very day."""
    if asked.due_days:
        return starts_on + timedelta(days=asked.due_days - 1)
    return asked.until  # type: ignore[no-any-return]
