"""What the signals of a sitting add up to. Nothing here is a mark, and nothing here decides anything."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

# Reading a question and choosing takes longer than this; several answers faster than it are worth a question.
FAST_SECONDS = 3
MANY_FAST = 5
# An absence that nobody came back from is counted up to here only: a phone may have died.
LONGEST_ABSENCE = timedelta(hours=2)


@dataclass(frozen=True)
class Absences:
    """How often and for how long in all the page was left."""

    count: int = 0
    seconds: int = 0


def absences(moves: Iterable[tuple[str, str, datetime]], *, until: datetime) -> Absences:
    """Return how often the page was left, and the seconds it was away in all.

    :param moves: ``(device, kind, when)`` of the kinds ``left`` and ``back``, in any order.
    :param until: when the sitting ended: who did not come back was away until then, two hours at the most.
    """
    count, away = 0, timedelta()
    gone: dict[str, datetime] = {}
    for device, kind, when in sorted(moves, key=lambda move: move[2]):
        if kind == "left" and device not in gone:
            gone[device], count = when, count + 1
        elif kind == "back" and device in gone:
            away += max(timedelta(), min(when, until) - gone.pop(device))
    away += sum((min(max(until - since, timedelta()), LONGEST_ABSENCE) for since in gone.values()), timedelta())
    return Absences(count, round(away.total_seconds()))


def overlaps(stays: Sequence[tuple[datetime, datetime]]) -> int:
    """Return how many pairs of devices were in use at the same time.

    :param stays: for each device when it was first and last heard of.

    >>> from datetime import datetime
    >>> nine, ten, eleven = (datetime(2026, 11, 19, hour) for hour in (9, 10, 11))
    >>> overlaps([(nine, eleven), (ten, eleven)]), overlaps([(nine, ten), (eleven, eleven)])
    (1, 0)
    """
    ordered = sorted(stays)
    return sum(later[0] < earlier[1] for place, earlier in enumerate(ordered) for later in ordered[place + 1 :])


def fast_answers(saves: Iterable[tuple[str, int, datetime]]) -> int:
    """Return how many questions were answered within three seconds of the answer before, on the same device.

    Only the first answer to a question counts, and a whole form that is saved at one instant is no haste.

    :param saves: ``(device, position, when on the device's corrected clock)``.
    """
    first: dict[int, tuple[datetime, str]] = {}
    for device, position, when in saves:
        if position not in first or when < first[position][0]:
            first[position] = (when, device)
    ordered = sorted(first.values())
    gaps = [(later[0] - earlier[0]).total_seconds() for earlier, later in pairwise(ordered) if earlier[1] == later[1]]
    return sum(0 < gap < FAST_SECONDS for gap in gaps)
