"""The drawn parts of a certificate: frame, apricot blossom, and the seal of the issuer."""

from dataclasses import dataclass
from functools import lru_cache
from math import pi, radians

from certificates.register.printing import paths
from certificates.register.printing.facts import Layout
from certificates.register.printing.fonts import UNITS, face
from certificates.register.printing.paths import Steps

EDGE = 25.0  # from the paper's edge to the frame
BAND = 11.0  # height of the fret
CORNER = 30.0
SEAL_SWEEP = radians(250)  # the arc the issuer's name may fill


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


@lru_cache(maxsize=64)
def seal(issuer: str, color: str, radius: float) -> tuple[Shape, ...]:
    """Return the issuer's mark around the origin: two rings, the name along the arc, a blossom.

    The blossom stands where official seals have a star: this is a mark of the software, not a forged seal.
    The name is drawn as outlines, so reading the text of the page meets it only once, in the signature.
    """
    shapes = [
        Shape(paths.circle(0, 0, radius), stroke=color, width=2.4),
        Shape(paths.circle(0, 0, radius - 3.6), stroke=color, width=0.6),
        Shape(blossom(0, 2, radius * 0.3), fill=color),
        Shape(stamens(0, 2, radius * 0.3), fill="#ffffff"),
        Shape(_around(issuer, radius), fill=color),
    ]
    for turn in range(-2, 3):
        dot = paths.moved(paths.circle(0, radius * 0.76, 1.5), paths.turned(turn * 0.2))
        shapes.append(Shape(dot, fill=color))
    return tuple(shapes)


def _around(text: str, radius: float) -> Steps:
    """Return the outlines of ``text`` along the upper arc, its size and pitch chosen to fill but not crowd it."""
    bold = face("Bold")
    characters = [character for character in text if character != "\n"]
    size = min(radius * 0.25, SEAL_SWEEP * radius * 0.72 / max(len(characters), 1))
    base = radius - 6.5 - size
    pitch = min(SEAL_SWEEP / max(len(characters) - 1, 1), size * 1.75 / base)
    steps: Steps = []
    for number, character in enumerate(characters):
        angle = (number - (len(characters) - 1) / 2) * pitch
        scale = size / UNITS
        # Glyphs stand on y = -120 (the foot of a Chinese character) with y upward; the page's y runs down.
        upright = (scale, 0.0, 0.0, -scale, -bold.width(character) * size / 2, -base - 0.12 * size)
        steps += paths.moved(paths.moved(bold.outline(character), upright), paths.turned(angle))
    return steps
