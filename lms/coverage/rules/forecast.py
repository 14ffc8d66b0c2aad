"""Where a share is going: what the plan asked for by a day, the pace of recent months, and what is still needed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

# Months that a pace is read from: so many whole ones at least, so many at most.
FEWEST, MOST = 2, 6
# A day further away than this is no forecast.
HORIZON = timedelta(days=3650)

Plan = Sequence[tuple[date, int]]
Months = Sequence[tuple[date, int]]


@dataclass(frozen=True, kw_only=True)
class Course:
    """How a figure has gone so far.

    ``months`` names the first of each month with the people covered in it, without gaps; ``target_tenths`` is the
    target line in tenths of a percent of ``due``, ``None`` where there is none; ``on`` is the day of the figures.
    """

    due: int
    covered: int
    months: Months
    target_tenths: int | None
    on: date
    ends_on: date


@dataclass(frozen=True, kw_only=True)
class Forecast:
    """What a :class:`Course` comes to. ``state`` says how the numbers are to be read.

    ``a_week_tenths`` is the recent pace in tenths of a person a week, ``None`` where too little is known of it;
    ``reached_on`` the day the line is reached at that pace; ``needed_a_week`` how many a week reach it in time.
    """

    state: str
    wanted: int = 0
    missing: int = 0
    needed_a_week: int | None = None
    a_week_tenths: int | None = None
    reached_on: date | None = None

    @property
    def a_week(self) -> str:
        """The recent pace in people a week, such as ``"12.5"``; empty where it is not known."""
        return "" if self.a_week_tenths is None else f"{self.a_week_tenths // 10}.{self.a_week_tenths % 10}"


def people_for(tenths: int, due: int) -> int:
    """Return how many of ``due`` people make ``tenths`` tenths of a percent, rounded up.

    >>> people_for(900, 11), people_for(1000, 7), people_for(0, 7)
    (10, 7, 0)
    """
    return -(-due * tenths // 1000)


def planned_tenths(plan: Plan, starts_on: date, on: date) -> int | None:
    """Return the share the plan asks for by ``on``, in tenths of a percent, on the straight line between its days.

    It begins with nothing on ``starts_on``; after its last day it stays. ``None`` where there is no plan.

    >>> planned_tenths([(date(2026, 1, 11), 500)], date(2026, 1, 1), date(2026, 1, 6))
    250
    """
    if not plan:
        return None
    points = with_start(plan, starts_on)
    before = [each for each in points if each[0] <= on]
    after = [each for each in points if each[0] > on]
    if not before:
        return points[0][1]
    (day, share), (then, goal) = before[-1], (after or before[-1:])[0]
    return share if then == day else share + (goal - share) * (on - day).days // (then - day).days


def with_start(plan: Plan, starts_on: date) -> list[tuple[date, int]]:
    """Return the plan in order of its days, beginning with nothing on ``starts_on`` if it has no earlier day."""
    points = sorted(plan)
    return points if points and points[0][0] <= starts_on else [(starts_on, 0), *points]


def pace(months: Months, on: date) -> Fraction | None:
    """Return the people covered a day, by least squares through what the last months had come to at their ends.

    The running month counts up to ``on``. ``None`` with fewer than two whole months.
    """
    tomorrow = on + timedelta(days=1)
    ends = [(min(_next_month(first), tomorrow), number) for first, number in months if first <= on]
    if sum(_next_month(first) <= tomorrow for first, _number in months) < FEWEST:
        return None
    recent = ends[-MOST:]
    days = [(_month_before(recent[0][0]) - on).days, *((end - on).days for end, _number in recent)]
    sums = [0]
    for _end, number in recent:
        sums.append(sums[-1] + number)
    n = len(days)
    spread = n * sum(day * day for day in days) - sum(days) ** 2
    return Fraction(
        n * sum(day * so_far for day, so_far in zip(days, sums, strict=True)) - sum(days) * sum(sums), spread
    )


def forecast(course: Course) -> Forecast:
    """Return when ``course`` reaches its target line at its recent pace, and how many a week would do in time.

    States: ``nobody`` is due, there is ``no_target``, it is ``reached``, or it is over and has ``ended`` without; with
    fewer than two whole months it is ``too_early`` to say; nobody was covered of late, so it is ``never`` reached; or
    it is, ``late`` or ``in_time``.
    """
    if not course.due:
        return Forecast(state="nobody")
    speed = pace(course.months, course.on)
    a_week = None if speed is None else max(int(speed * 70), 0)
    if course.target_tenths is None:
        return Forecast(state="no_target", a_week_tenths=a_week)
    wanted = people_for(course.target_tenths, course.due)
    missing = max(wanted - course.covered, 0)
    if not missing:
        return Forecast(state="reached", wanted=wanted, a_week_tenths=a_week)
    if course.on >= course.ends_on:
        return Forecast(state="ended", wanted=wanted, missing=missing, a_week_tenths=a_week)
    reached_on = _reached_on(course.on, missing, speed)
    return Forecast(
        state=_state(speed, reached_on, course.ends_on),
        wanted=wanted,
        missing=missing,
        needed_a_week=-(-missing * 7 // (course.ends_on - course.on).days),
        a_week_tenths=a_week,
        reached_on=reached_on,
    )


def _state(speed: Fraction | None, reached_on: date | None, ends_on: date) -> str:
    if speed is None:
        return "too_early"
    if reached_on is None:
        return "never"
    return "late" if reached_on > ends_on else "in_time"


def _reached_on(on: date, missing: int, speed: Fraction | None) -> date | None:
    if not speed or speed < 0:
        return None
    days = -(-missing * speed.denominator // speed.numerator)
    return on + timedelta(days=days) if days <= HORIZON.days else None


def _next_month(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def _month_before(first: date) -> date:
    return (first - timedelta(days=1)).replace(day=1)
