"""Drawing steps in fontTools' words (moveTo, lineTo, curveTo, closePath), spoken in SVG and in PDF."""

from collections.abc import Iterable
from math import cos, pi, sin
from typing import Any

Step = tuple[str, tuple[Any, ...]]
Steps = list[Step]
Matrix = tuple[float, float, float, float, float, float]

SVG_LETTERS = {"moveTo": "M", "lineTo": "L", "curveTo": "C", "closePath": "Z"}
PDF_OPERATORS = {"moveTo": "m", "lineTo": "l", "curveTo": "c", "closePath": "h"}
ROUND = 0.5523  # control points that make four curves a circle


def moved(steps: Iterable[Step], matrix: Matrix) -> Steps:
    """Return ``steps`` under ``matrix``, written as in PDF: x' = ax + cy + e, y' = bx + dy + f."""
    a, b, c, d, e, f = matrix
    return [(verb, tuple((a * x + c * y + e, b * x + d * y + f) for x, y in points)) for verb, points in steps]


def turned(angle: float, scale: float = 1.0, at: tuple[float, float] = (0.0, 0.0)) -> Matrix:
    """Return the matrix that scales, then turns by ``angle`` radians, then moves to ``at``."""
    return scale * cos(angle), scale * sin(angle), -scale * sin(angle), scale * cos(angle), *at


def circle(x: float, y: float, radius: float) -> Steps:
    """Return a circle of four curves."""
    quarter: Steps = [("curveTo", ((1.0, ROUND), (ROUND, 1.0), (0.0, 1.0)))]
    arcs = [step for turn in range(4) for step in moved(quarter, turned(turn * pi / 2))]
    return moved([("moveTo", ((1.0, 0.0),)), *arcs, ("closePath", ())], (radius, 0, 0, radius, x, y))


def polyline(*points: tuple[float, float]) -> Steps:
    """Return an open line through ``points``."""
    return [("moveTo", points[:1]), *(("lineTo", (point,)) for point in points[1:])]


def box(left: float, top: float, right: float, bottom: float) -> Steps:
    """Return a closed rectangle."""
    corners = polyline((left, top), (right, top), (right, bottom), (left, bottom))
    return [*corners, ("closePath", ())]


def svg(steps: Steps) -> str:
    """Return the ``d`` attribute of an SVG path."""
    return "".join(SVG_LETTERS[verb] + " ".join(f"{x:.2f},{y:.2f}" for x, y in points) for verb, points in steps)


def pdf(steps: Steps) -> str:
    """Return PDF path operators; the caller paints the path."""
    return "\n".join(
        " ".join([*(f"{x:.2f} {y:.2f}" for x, y in points), PDF_OPERATORS[verb]]) for verb, points in steps
    )
