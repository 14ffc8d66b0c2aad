"""How a share is rounded and said."""

from dataclasses import dataclass


def tenths_of_percent(part: int, whole: int) -> int | None:
    """Return ``part`` of ``whole`` in tenths of a percent, to the nearest; ``None`` where ``whole`` is 0.

    All but one is never everybody, and one is never nobody.

    >>> tenths_of_percent(2, 3), tenths_of_percent(9999, 10000), tenths_of_percent(1, 10000)
    (667, 999, 1)
    """
    if whole == 0:
        return None
    if part in (0, whole):
        return 1000 if part else 0
    return min(max((2000 * part + whole) // (2 * whole), 1), 999)


@dataclass(frozen=True)
class Figures:
    """How many are due and how many of them are covered. Both are counts of people, each counted once."""

    due: int = 0
    covered: int = 0

    @property
    def open(self) -> int:
        """How many are due and not yet covered."""
        return self.due - self.covered

    @property
    def tenths(self) -> int | None:
        """The share covered in tenths of a percent, ``None`` where nobody is due."""
        return tenths_of_percent(self.covered, self.due)

    @property
    def percent(self) -> str:
        """The share covered as text, such as ``"66.7%"``; empty where nobody is due."""
        return "" if self.tenths is None else f"{self.tenths // 10}.{self.tenths % 10}%"

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(self.due + other.due, self.covered + other.covered)


@dataclass(frozen=True)
class Measured:
    """What a programme has reached at a place. Counts are people, each counted once; ``minutes`` and credits are sums.

    Who is ``on_leave`` is due too, and counted apart; who is ``overdue`` is neither covered nor on leave.
    """

    due: int = 0
    started: int = 0
    covered: int = 0
    overdue: int = 0
    on_leave: int = 0
    minutes: int = 0
    credits_hundredths: int = 0

    @property
    def open(self) -> int:
        """How many are due and not yet covered."""
        return self.due - self.covered

    @property
    def tenths(self) -> int | None:
        """The share covered in tenths of a percent, ``None`` where nobody is due."""
        return tenths_of_percent(self.covered, self.due)

    @property
    def percent(self) -> str:
        """The share covered as text, such as ``"66.7%"``; empty where nobody is due."""
        return Figures(self.due, self.covered).percent

    def __add__(self, other: "Measured") -> "Measured":
        return Measured(*(getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__))
