"""Sharing the places of a class out among counties, and giving them to people in the order they asked. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


def apportion(places: int, due: Mapping[int, int], *, least: Mapping[int, int] | None = None) -> dict[int, int]:
    """Share ``places`` out in proportion to ``due`` by the method of the largest remainder.

    Every county first gets the whole part of its quota, ``places × its due ÷ all due``. What is left goes, one each,
    to the largest remainders; of equal remainders first to the county with more people due, then to the one whose
    key comes first. Nobody gets less than ``least``: a county that would is given exactly that, and the others share
    the rest by the same rule. The shares add up to ``places`` wherever anybody is due at all.

    :param due: people who ought to be trained, by county, zero or more each.
    :param least: places that are taken already, by county; they are not taken away again.
    :raises ValueError: ``least`` adds up to more than ``places``, or a number is negative.

    >>> apportion(10, {1: 50, 2: 30, 3: 15})
    {1: 5, 2: 3, 3: 2}
    >>> apportion(10, {1: 50, 2: 30, 3: 15}, least={3: 4})
    {1: 4, 2: 2, 3: 4}
    """
    kept = dict(least or {})
    if places < 0 or any(number < 0 for number in (*due.values(), *kept.values())):
        raise ValueError("places and people are zero or more")
    if sum(kept.values()) > places:
        raise ValueError("more places are taken than there are")
    fixed: dict[int, int] = {county: number for county, number in kept.items() if county not in due}
    while True:
        open_ = {county: number for county, number in due.items() if county not in fixed}
        shares = _largest_remainder(places - sum(fixed.values()), open_)
        short = {county: kept[county] for county in open_ if shares[county] < kept.get(county, 0)}
        if not short:
            return {county: {**shares, **fixed}[county] for county in sorted({*due, *fixed})}
        fixed |= short


def _largest_remainder(places: int, due: Mapping[int, int]) -> dict[int, int]:
    everybody = sum(due.values())
    if not everybody:
        return dict.fromkeys(due, 0)
    quotas = {county: divmod(places * number, everybody) for county, number in due.items()}
    shares = {county: whole for county, (whole, _rest) in quotas.items()}
    first = sorted(due, key=lambda county: (-quotas[county][1], -due[county], county))
    for county in first[: places - sum(shares.values())]:
        shares[county] += 1
    return shares


@dataclass
class Free:
    """Places nobody holds: in all, and by county. ``None`` is no limit; a county that is not named has none."""

    total: int | None = None
    counties: dict[int | None, int] | None = None
    given: list[int] = field(default_factory=list)
    waiting: list[int] = field(default_factory=list)

    def give(self, queue: Iterable[tuple[int, int | None]]) -> "Free":
        """Give places to ``queue``, pairs of a key and a county, in its order; who gets none waits.

        A place that one county lacks is no reason to pass over somebody of another.

        >>> free = Free(total=2, counties={1: 1, 2: 5}).give([(10, 1), (11, 1), (12, 2), (13, 2)])
        >>> free.given, free.waiting
        ([10, 12], [11, 13])
        """
        for key, county in queue:
            if self.left(county) == 0:
                self.waiting.append(key)
                continue
            self.given.append(key)
            if self.total is not None:
                self.total -= 1
            if self.counties is not None:
                self.counties[county] -= 1
        return self

    def left(self, county: int | None) -> int | None:
        """Return how many places somebody of ``county`` can still get; ``None`` where nothing limits them."""
        limits = [] if self.total is None else [self.total]
        if self.counties is not None:
            limits.append(self.counties.get(county, 0))
        return max(min(limits), 0) if limits else None
