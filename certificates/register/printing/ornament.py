"""The drawn parts of a certificate: frame and apricot blossom."""

from dataclasses import dataclass
from math import pi

from certificates.register.printing import paths
from certificates.register.printing.facts import Layout
from certificates.register.printing.paths import Steps

EDGE = 25.0  # from the paper's edge to the frame
BAND = 11.0  # height of the fret
CORNER = 30.0


@dataclass(frozen=True, slots=True)
class Shape:
    """A path with its paint: a color for the inside, or a color and a width for the stroke.

    ``at`` moves it: repeated ornaments stay the same path, which compresses to almost nothing.
    """

    steps: Steps
    fill: str | None = None
    stroke: str | None = None
    width: float = 0.0
    at: paths.Matrix | None = None


def svg(shapes: list[Shape]) -> str:
    """Return the shapes as SVG path elements."""
    return "".join(_svg_path(shape) for shape in shapes)


def _svg_path(shape: Shape) -> str:
    moved = f' transform="matrix({" ".join(f"{part:.3f}" for part in shape.at)})"' if shape.at else ""
    paint = f'fill="{shape.fill or "none"}" stroke="{shape.stroke or "none"}" stroke-width="{shape.width}"'
    return f'<path d="{paths.svg(shape.steps)}" {paint}{moved}/>'


def blossom(x: float, y: float, radius: float) -> Steps:
    """Return the five petals of an apricot blossom, each notched at its rim."""
    petal: Steps = [
        ("moveTo", ((0.0, -0.13),)),
        ("curveTo", ((-0.16, -0.25), (-0.45, -0.52), (-0.4, -0.78))),
        ("curveTo", ((-0.36, -0.96), (-0.14, -1.04), (0.0, -0.95))),
        ("curveTo", ((0.14, -1.04), (0.36, -0.96), (0.4, -0.78))),
        ("curveTo", ((0.45, -0.52), (0.16, -0.25), (0.0, -0.13))),
        ("closePath", ()),
    ]
    turns = (paths.turned(turn * 2 * pi / 5, radius, (x, y)) for turn in range(5))
    return [step for turn in turns for step in paths.moved(petal, turn)]


def stamens(x: float, y: float, radius: float) -> Steps:
    """Return the heart of a blossom: a dot and a ring of smaller ones."""
    dots = paths.circle(0, 0, 0.07)
    for turn in range(15):
        reach = (0.33, 0.43, 0.33)[turn % 3]
        dots += paths.moved(paths.circle(0, -reach, 0.026), paths.turned((turn - 1) * 2 * pi / 15))
    return paths.moved(dots, paths.turned(0, radius, (x, y)))


def frame(layout: Layout) -> list[Shape]:
    """Return the fixed drawing under every certificate of a layout."""
    width, height = layout.size
    shapes = [
        Shape(blossom(width / 2, height / 2 + 14, min(width, height) * 0.3), fill=layout.tint),
        Shape(stamens(width / 2, height / 2 + 14, min(width, height) * 0.3), fill="#ffffff"),
        Shape(paths.box(EDGE, EDGE, width - EDGE, height - EDGE), stroke=layout.accent, width=2.2),
    ]
    inner = EDGE + BAND + 9
    shapes.append(Shape(paths.box(inner, inner, width - inner, height - inner), stroke=layout.accent, width=0.7))
    shapes += _fret(width, height, layout.gold)
    for x in (EDGE - 4 + CORNER / 2, width - EDGE + 4 - CORNER / 2):
        for y in (EDGE - 4 + CORNER / 2, height - EDGE + 4 - CORNER / 2):
            shapes += _corner(layout, x, y)
    return shapes


def _corner(layout: Layout, x: float, y: float) -> list[Shape]:
    half, at = CORNER / 2, (1.0, 0.0, 0.0, 1.0, x, y)
    return [
        Shape(paths.box(-half, -half, half, half), fill="#ffffff", stroke=layout.accent, width=1.4, at=at),
        Shape(blossom(0, 0, half * 0.78), fill=layout.accent, at=at),
        Shape(stamens(0, 0, half * 0.78), fill=layout.gold, at=at),
    ]


def _fret(width: float, height: float, color: str) -> list[Shape]:
    """Return the key pattern along the four sides, whole units only, from corner to corner."""
    start = EDGE - 4 + CORNER + 3
    middle = EDGE + 4.5 + BAND / 2
    shapes = []
    for length, (x, y), (a, b) in (
        (width, (start, middle), (1, 0)),
        (width, (width - start, height - middle), (-1, 0)),
        (height, (middle, height - start), (0, -1)),
        (height, (width - middle, start), (0, 1)),
    ):
        count = round((length - 2 * start) / (BAND * 1.25))
        unit = (length - 2 * start) / count
        key = _key(unit)
        steps = (number * unit for number in range(count))
        shapes += [Shape(key, stroke=color, width=0.85, at=(a, b, -b, a, x + a * step, y + b * step)) for step in steps]
    return shapes


def _key(unit: float) -> Steps:
    cell, top, foot = BAND / 4, -BAND / 2, BAND / 2
    outer = [(0.0, foot), (0.0, top), (unit * 0.8, top), (unit * 0.8, foot - cell), (unit * 0.27, foot - cell)]
    inner = [(unit * 0.27, top + cell), (unit * 0.53, top + cell)]
    return paths.polyline(*outer, *inner) + paths.polyline((0.0, foot), (unit, foot))
