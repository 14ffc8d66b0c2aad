"""Pure arithmetic of credits carried over from one year into the next, in hundredths of a credit."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Carry:
    """What an authority says of one year.

    :param required: the credits to reach, ``None`` where none are asked for.
    :param limit: the most that may be carried over into later years; zero is nothing.
    :param years: for how many years what is carried over stays good.
    """

    required: int | None = None
    limit: int = 0
    years: int = 0


def carried_into(year: int, earned: Mapping[int, int], asked: Mapping[int, Carry]) -> int:
    """Return how much from earlier years counts in ``year``.

    What is carried over is used first, the oldest first; what is left over of a year's own credit is carried on as
    far as that year's limit and years allow. Where nothing is asked for, nothing is left over.

    :param earned: credit earned by year.
    :param asked: what the authority says of each year.

    >>> rules = {year: Carry(required=2500, limit=500, years=1) for year in (2024, 2025, 2026)}
    >>> carried_into(2025, {2024: 2800}, rules), carried_into(2025, {2024: 4000}, rules)
    (300, 500)
    >>> carried_into(2026, {2024: 4000, 2025: 2100}, rules)
    100
    """
    kept: list[tuple[int, int]] = []
    for each in range(min([*earned, year]), year + 1):
        kept = _still_good(kept, each, asked)
        if each == year:
            break
        kept = _after(each, kept, earned.get(each, 0), asked.get(each, Carry()))
    return sum(amount for _origin, amount in kept)


def _still_good(kept: list[tuple[int, int]], year: int, asked: Mapping[int, Carry]) -> list[tuple[int, int]]:
    return [(origin, amount) for origin, amount in kept if year - origin <= asked[origin].years]


def _after(year: int, kept: list[tuple[int, int]], own: int, terms: Carry) -> list[tuple[int, int]]:
    if terms.required is None:
        return kept
    need, left = terms.required, []
    for origin, amount in kept:
        used = min(amount, need)
        need -= used
        left.append((origin, amount - used))
    surplus = min(max(0, own - need), terms.limit)
    return [(origin, amount) for origin, amount in [*left, (year, surplus)] if amount]
