"""The middle and the spread of a histogram."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate


@dataclass(frozen=True)
class Spread:
    """Median and quartiles, in hundredths of a credit; to the whole credit below."""

    median: int
    lower: int
    upper: int


def spread_of(bins: Mapping[int, int]) -> Spread | None:
    """Return the spread of people by whole credits; ``None`` where there is nobody.

    >>> spread_of({0: 1, 10: 2, 30: 1})
    Spread(median=1000, lower=0, upper=1000)
    """
    total = sum(bins.values())
    if total <= 0:
        return None
    return Spread(*(100 * _reached(bins, total, quarters) for quarters in (2, 1, 3)))


def _reached(bins: Mapping[int, int], total: int, quarters: int) -> int:
    """Return the value that at least so many quarters of the people do not exceed."""
    values = sorted(bins)
    passed = accumulate(bins[value] for value in values)
    return next(value for value, so_far in zip(values, passed, strict=True) if 4 * so_far >= quarters * total)
