"""Pure arithmetic of what a year asks for, and what is missing of it: credits in all, single kinds of credit, hours."""

from collections.abc import Mapping
from dataclasses import dataclass, field

# How long an hour of training is where the rules do not say.
MINUTES_AN_HOUR = 60


def hours_of(minutes: int, hour_minutes: int, *, up: bool = False) -> int:
    """Return ``minutes`` as hours of training in hundredths, rounded down: what is missing is rounded ``up``.

    :param hour_minutes: minutes of one hour of training, one or more; the rules say how long it is.

    >>> hours_of(100, 45), hours_of(100, 45, up=True)
    (222, 223)
    """
    return -(-minutes * 100 // hour_minutes) if up else minutes * 100 // hour_minutes


@dataclass(frozen=True)
class Missing:
    """What is still to be done in a year; nothing is false.

    :param hundredths: credit in all; the kinds below are part of it.
    :param kinds: credit of single kinds, in hundredths; only those of which any is missing.
    :param minutes: whole minutes.
    """

    hundredths: int = 0
    kinds: Mapping[str, int] = field(default_factory=dict)
    minutes: int = 0

    def __bool__(self) -> bool:
        """Whether anything is missing."""
        return bool(self.hundredths or self.minutes)


@dataclass(frozen=True)
class Asked:
    """What an authority asks for in a year: credit in all and of single kinds, in hundredths, and whole minutes."""

    hundredths: int = 0
    kinds: Mapping[str, int] = field(default_factory=dict)
    minutes: int = 0

    @property
    def total(self) -> int:
        """The credit to reach in all: at least what the kinds come to."""
        return max(self.hundredths, sum(self.kinds.values()))

    def missing(self, *, counted: int, kinds: Mapping[str, int], minutes: int) -> Missing:
        """Return what is missing where ``counted`` counts, ``kinds`` of it by kind, in hundredths, in ``minutes``.

        What was carried over from other years counts, and is of no kind.

        >>> asked = Asked(2500, {"I": 500, "II": 1500}, 5400)
        >>> asked.missing(counted=2300, kinds={"I": 300, "II": 2000}, minutes=5400)
        Missing(hundredths=200, kinds={'I': 200}, minutes=0)
        >>> asked.missing(counted=2600, kinds={"I": 100, "II": 2500}, minutes=6000)
        Missing(hundredths=400, kinds={'I': 400}, minutes=0)
        """
        gaps = {kind: least - kinds.get(kind, 0) for kind, least in sorted(self.kinds.items())}
        gaps = {kind: gap for kind, gap in gaps.items() if gap > 0}
        in_all = max(self.hundredths - counted, sum(gaps.values()), 0)
        return Missing(in_all, gaps, max(0, self.minutes - minutes))
