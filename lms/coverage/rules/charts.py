"""The geometry of the charts: pure numbers in, places in percent out. Templates draw them, style sheets colour them.

Places are text, so that no language's decimal comma gets into an attribute. Percentages instead of a view box keep
the writing of a chart as large on a phone as on a wide screen.
"""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

# The drawing area inside the picture, in tenths of a percent: room for the scale at the left and below.
_LEFT, _RIGHT, _TOP, _BOTTOM = 160, 960, 60, 860
_TICKS = (0, 250, 500, 750, 1000)
_MOST_DAYS = 5

Points = Sequence[tuple[date, int]]


@dataclass(frozen=True)
class Segment:
    """A straight piece of a line."""

    x1: str
    y1: str
    x2: str
    y2: str


@dataclass(frozen=True)
class Dot:
    """A value of a line, with what it says."""

    x: str
    y: str
    day: date
    tenths: int


@dataclass(frozen=True)
class Line:
    """One line of a chart: ``actual``, ``plan``, ``target`` or ``forecast``."""

    kind: str
    segments: list[Segment]
    dots: list[Dot]


@dataclass(frozen=True)
class Tick:
    """A mark on a scale."""

    at: str
    label: str


@dataclass(frozen=True)
class Chart:
    """Shares over time, from 0 to 100 percent."""

    lines: list[Line]
    shares: list[Tick]
    days: list[Tick]
    left: str = f"{_LEFT / 10}%"
    right: str = f"{_RIGHT / 10}%"
    bottom: str = f"{_BOTTOM / 10}%"


def share_chart(lines: dict[str, Points], *, first: date, last: date, target_tenths: int | None = None) -> Chart:
    """Return the chart of ``lines`` (kind → day and share in tenths of a percent) from ``first`` to ``last``.

    What lies outside these days is left out; a share outside 0 to 1000 is drawn at the edge.
    """
    span = _Span(first, max(last, date.fromordinal(first.toordinal() + 1)))
    drawn = [span.line(kind, points) for kind, points in lines.items()]
    if target_tenths is not None:
        drawn.append(span.line("target", [(span.first, target_tenths), (span.last, target_tenths)]))
    shares = [Tick(_share(tenths), f"{tenths // 10}%") for tenths in _TICKS]
    return Chart([each for each in drawn if each.dots], shares, list(span.ticks()))


@dataclass(frozen=True)
class _Span:
    """The days a chart reaches over."""

    first: date
    last: date

    def line(self, kind: str, points: Points) -> Line:
        """Return the line through ``points``."""
        inside = [(day, tenths) for day, tenths in points if self.first <= day <= self.last]
        dots = [Dot(self.x(day), _share(tenths), day, tenths) for day, tenths in inside]
        pairs = itertools.pairwise(dots)
        return Line(kind, [Segment(one.x, one.y, other.x, other.y) for one, other in pairs], dots)

    def x(self, day: date) -> str:
        """Return how far from the left a day is."""
        whole = (self.last - self.first).days
        return _percent(_LEFT + (_RIGHT - _LEFT) * (day - self.first).days // whole)

    def ticks(self) -> Iterable[Tick]:
        """Yield a few days of the scale below, each the first of a month where the span is long enough."""
        months = list(_firsts(self.first, self.last))
        step = max(-(-len(months) // _MOST_DAYS), 1)
        for day in months[::step]:
            yield Tick(self.x(day), f"{day:%Y-%m}")


def _firsts(first: date, last: date) -> Iterable[date]:
    month = first.year * 12 + first.month - (1 if first.day == 1 else 0)
    while (day := date(month // 12, month % 12 + 1, 1)) <= last:
        yield day
        month += 1


def _share(tenths: int) -> str:
    clipped = min(max(tenths, 0), 1000)
    return _percent(_BOTTOM - (_BOTTOM - _TOP) * clipped // 1000)


def _percent(tenths: int) -> str:
    return f"{tenths // 10}.{tenths % 10}%"
