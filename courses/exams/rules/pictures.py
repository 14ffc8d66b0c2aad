"""Where the marks of a picture stand. The picture itself is drawn by a template, from whole numbers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 640, 240
# Room around the picture for what stands beside it.
LEFT, RIGHT, TOP, BOTTOM = 48, 16, 16, 40
_ACROSS, _DOWN = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM


@dataclass(frozen=True)
class Bar:
    """A rectangle that stands for ``value``, with what is written at it."""

    x: int
    y: int
    width: int
    height: int
    value: int
    label: str = ""


@dataclass(frozen=True)
class Dot:
    """A point that stands for one question; a square where it is ``marked``, so that color is not needed to see it."""

    x: int
    y: int
    name: str
    marked: bool


@dataclass(frozen=True)
class Tick:
    """A line across or along the picture, with what is written at it."""

    at: int
    label: str


def bars(values: Sequence[int], labels: Sequence[str]) -> list[Bar]:
    """Return one standing bar for each of ``values``, side by side over the whole width."""
    highest, step = max([*values, 1]), _ACROSS / max(len(values), 1)
    made = []
    for place, (value, label) in enumerate(zip(values, labels, strict=True)):
        height = round(_DOWN * value / highest)
        x = LEFT + round(place * step)
        width = LEFT + round((place + 1) * step) - x - 2
        made.append(Bar(x, TOP + _DOWN - height, width, height, value, label))
    return made


def across(share: float) -> int:
    """Return where ``share``, 0 to 1, stands on the axis along the bottom."""
    return LEFT + round(_ACROSS * share)


def upward(value: float, *, lowest: float, highest: float) -> int:
    """Return where ``value`` stands on the axis along the left; what is beyond an end stands at it."""
    inside = min(max(value, lowest), highest)
    return TOP + round(_DOWN * (highest - inside) / (highest - lowest))


def dots(points: Iterable[tuple[str, float | None, float | None, bool]]) -> list[Dot]:
    """Return a dot for each question ``(name, facility, discrimination, marked)`` of which both are known."""
    return [
        Dot(across(facility), upward(told, lowest=-0.5, highest=1.0), name, marked)
        for name, facility, told, marked in points
        if facility is not None and told is not None
    ]


def scale(*, lowest: float, highest: float, steps: int) -> list[Tick]:
    """Return the lines of the axis along the left, from ``lowest`` to ``highest``."""
    values = [lowest + (highest - lowest) * step / steps for step in range(steps + 1)]
    return [Tick(upward(value, lowest=lowest, highest=highest), f"{value:g}") for value in values]


def share_bar(part: int, whole: int, *, width: int = 200) -> int:
    """Return how long a lying bar is that stands for ``part`` of ``whole``.

    >>> share_bar(1, 4), share_bar(0, 0)
    (50, 0)
    """
    return round(width * part / whole) if whole else 0
