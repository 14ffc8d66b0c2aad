"""Counting a day that is over: a province city by city, for whoever waits for a county to have it between two."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from time import monotonic, sleep

from django.db.models import Q
from django.utils.translation import gettext_lazy

from lms.coverage.actions.rebuilding import outline_day, rebuild_day
from lms.coverage.actions.settling import PART_TAKES_AT_MOST
from lms.coverage.models import Programme, RollUp
from lms.coverage.models.rollup import RollUpQuerySet
from lms.coverage.queries.place import inside
from lms.jobs.registry import Progress
from lms.kit.errors import Refusal
from lms.kit.queue import later
from lms.people.models import Division

# Seconds: how often and how long whoever finds a day being counted looks again, and how long they are let in.
LOOKED_AGAIN, PATIENCE, GAP = 0.1, 120, 0.5
# Counties, one after another; more of them are had sooner with everybody, city by city.
MOST_COUNTIES = 12


class AlreadyCounting(Refusal):
    """The same day is being counted, for longer than somebody waits."""

    code = "coverage_day_being_counted"
    message = gettext_lazy("This day is being counted already, and that takes longer than usual. Open it in a minute.")


@dataclass(frozen=True)
class Wanted:
    """A day of a programme that is to be counted, and who hears how far it is."""

    programme: Programme
    day: date
    at: datetime
    progress: Progress | None = None

    @property
    def cities(self) -> list[Division]:
        """The cities of the province that the programme is for, and its counties in none; nothing of one for less.

        One query.
        """
        whole = self.programme.division
        if whole.level != Division.Level.PROVINCE:
            return []
        directly_below = Q(level=Division.Level.CITY) | Q(level=Division.Level.COUNTY, city=None)
        return list(Division.objects.on(self.day).filter(inside(whole), directly_below).order_by("code", "pk"))

    @property
    def found(self) -> RollUpQuerySet:
        """What is counted of the day by its rule, with the areas where it is."""
        counted = RollUp.objects.counted_by_their_rule().prefetch_related("areas")
        return counted.filter(programme=self.programme, closed_on=self.day)

    def is_there(self, area: Division | None) -> bool:
        """Return whether everybody in ``area`` is counted; ``None`` is everywhere."""
        roll_up = self.found.closed().first()
        return roll_up is not None and (roll_up.holds(area) if area else not roll_up.is_partial)

    def count(self, area: Division | None) -> bool:
        """Count ``area``; return whether it was, and not somebody else at it."""
        return bool(rebuild_day(self.programme, self.day, at=self.at, first=area, progress=self.progress))

    def outline(self) -> bool:
        """Count an outline; return whether it was, and not somebody else at it."""
        return outline_day(self.programme, self.day, at=self.at, progress=self.progress)


def have(wanted: Wanted, area: Division | None) -> None:
    """Have everybody in ``area`` counted; ``None`` is everywhere.

    :raises AlreadyCounting: another worker is at it for too long.
    :raises Cancelled: the owner of the job asked to stop.
    """
    _wait(lambda: wanted.is_there(area), lambda: wanted.count(area))


def have_everybody(wanted: Wanted) -> None:
    """Have everybody counted, of a province city by city and then whoever is in none. Raises as :func:`have` does."""
    cities = wanted.cities
    if cities:
        _have_each(wanted, [*cities, None])
    else:
        have(wanted, None)


def have_some(wanted: Wanted, areas: Sequence[Division | None]) -> None:
    """Have everybody in a few counties counted; everybody at all where some of them are in none, or they are many.

    Raises as :func:`have` does.
    """
    if len(areas) > MOST_COUNTIES or None in areas:
        have_everybody(wanted)
    else:
        _have_each(wanted, areas)


def have_outline(wanted: Wanted) -> None:
    """Have the figures of divisions counted: of a province before its people. Raises as :func:`have` does."""
    if not wanted.cities:
        have(wanted, None)
        return
    _wait(lambda: wanted.is_there(None) or wanted.found.outlines().exists(), wanted.outline)


def count_rest(programme_id: int, day: date, *, at: datetime) -> None:
    """Count some more of a day that is not counted everywhere: a city, or whoever is left; then the next."""
    begun = RollUp.objects.closed().filter(Q(is_partial=True) | Q(day=None), programme=programme_id, closed_on=day)
    roll_up = begun.select_related("programme__division").first()
    if roll_up is None:
        return
    wanted = Wanted(roll_up.programme, day, at)
    cities = wanted.cities
    if cities and roll_up.is_partial:
        sleep(GAP)
    so_far = wanted.found.closed().first()
    if not wanted.count(next((city for city in cities if not (so_far and so_far.holds(city))), None)):
        # Whoever is at it has the rest counted; if they were killed, it is looked at again when that is certain.
        again = at + PART_TAKES_AT_MOST
        later("coverage.count_rest", due_at=again, programme_id=programme_id, as_of=day.isoformat())


def _have_each(wanted: Wanted, areas: Sequence[Division | None]) -> None:
    """Have one area counted after another, and say how many of them are."""
    progress = wanted.progress
    if progress:
        progress.total(len(areas))
    for area in areas:
        have(replace(wanted, progress=None), area)
        if progress:
            progress.advance()


def _wait(is_there: Callable[[], bool], count: Callable[[], bool]) -> None:
    """Count what is not there; while somebody else is counting the day, look again."""
    until = monotonic() + PATIENCE
    while not is_there() and not count():
        if monotonic() > until:
            raise AlreadyCounting
        sleep(LOOKED_AGAIN)
