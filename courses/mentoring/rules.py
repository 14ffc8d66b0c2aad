"""What makes a logged teaching session believable. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

SHORTEST_MINUTES = 10
LONGEST_MINUTES = 480


@dataclass(frozen=True)
class Term:
    """The days a pairing lasts; the day it ends on is outside, ``None`` is open."""

    starts_on: date
    ends_on: date | None

    def covers(self, day: date) -> bool:
        """Say whether ``day`` lies inside."""
        return self.starts_on <= day and (self.ends_on is None or day < self.ends_on)

    def overlaps(self, other: "Term") -> bool:
        """Say whether the two share a day."""
        return (other.ends_on is None or self.starts_on < other.ends_on) and (
            self.ends_on is None or other.starts_on < self.ends_on
        )


@dataclass(frozen=True)
class Occasion:
    """When and how long somebody taught, and what. Several mentees may share one occasion, some leaving earlier."""

    started_at: datetime
    minutes: int
    kind: str
    place_id: int | None

    @property
    def ended_at(self) -> datetime:
        """When it was over."""
        return self.started_at + timedelta(minutes=self.minutes)

    def overlaps(self, other: "Occasion") -> bool:
        """Say whether the two share a moment."""
        return self.started_at < other.ended_at and other.started_at < self.ended_at

    def is_shared_with(self, other: "Occasion") -> bool:
        """Say whether both are the same lesson: the same beginning, kind and place."""
        return (self.started_at, self.kind, self.place_id) == (other.started_at, other.kind, other.place_id)


def time_fault(occasion: Occasion, logged_at: datetime, oldest_days: int) -> str | None:
    """Return why an occasion cannot have been as it is logged: ``"minutes"``, ``"future"``, ``"old"`` or ``None``.

    :param oldest_days: how many days afterwards a session may still be logged.
    """
    if not SHORTEST_MINUTES <= occasion.minutes <= LONGEST_MINUTES:
        return "minutes"
    if occasion.ended_at > logged_at:
        return "future"
    if logged_at - occasion.started_at > timedelta(days=oldest_days):
        return "old"
    return None


def clash(occasion: Occasion, others: Iterable[Occasion]) -> Occasion | None:
    """Return one of ``others`` that overlaps ``occasion`` but is another lesson. Nobody teaches in two places."""
    for other in others:
        if occasion.overlaps(other) and not occasion.is_shared_with(other):
            return other
    return None
