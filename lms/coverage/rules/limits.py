"""Thresholds of anomalies: between what they lie, and how one set of them differs from another. Pure."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from lms.coverage.rules import anomalies
from lms.coverage.rules.anomalies import THRESHOLDS

# By rule, and in it by threshold.
Limits = Mapping[str, Mapping[str, int]]

A_DAY, _MANY = 24 * 60, 10_000
_LEAST = {(anomalies.DEVICE, "people"): 2, (anomalies.SECOND, "people"): 2}
_MOST = {(anomalies.MINUTES, "minutes_a_day"): A_DAY, (anomalies.PLACES, "minutes"): A_DAY}


class Limit(NamedTuple):
    """One threshold: of which rule, what it is called there, and what it is between."""

    rule: str
    name: str
    usual: int
    least: int
    most: int

    @property
    def key(self) -> str:
        """The threshold in one word."""
        return f"{self.rule}.{self.name}"


class Turn(NamedTuple):
    """That a threshold became another."""

    key: str
    before: int
    after: int


# One person shares nothing with anybody, so nobody is noticed for being alone.
LIMITS = tuple(
    Limit(rule, name, usual, _LEAST.get((rule, name), 1), _MOST.get((rule, name), _MANY))
    for rule, names in THRESHOLDS.items()
    for name, usual in names.items()
)


def complete(kept: Limits) -> dict[str, dict[str, int]]:
    """Return ``kept`` with what it says nothing of as it usually is, such as the threshold of a newer rule.

    >>> complete({"left": {"days": 30}})["left"], complete({})["leave"]
    ({'days': 30}, {'days': 2})
    """
    return {rule: {**names, **kept.get(rule, {})} for rule, names in THRESHOLDS.items()}


def out_of_bounds(limits: Limits) -> list[str]:
    """Return which thresholds are missing or beyond what makes sense.

    >>> out_of_bounds(complete({"device": {"people": 1}}))
    ['device.people']
    """
    return [each.key for each in LIMITS if not each.least <= limits.get(each.rule, {}).get(each.name, -1) <= each.most]


def turns(before: Limits, after: Limits) -> Iterator[Turn]:
    """Yield what differs between two complete sets.

    >>> list(turns(THRESHOLDS, complete({"left": {"days": 30}})))
    [Turn(key='left.days', before=1, after=30)]
    """
    for each in LIMITS:
        was, now = before[each.rule][each.name], after[each.rule][each.name]
        if was != now:
            yield Turn(each.key, was, now)
