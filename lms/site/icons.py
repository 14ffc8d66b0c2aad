"""The emblem as the pictures a phone puts on its home screen: an apricot blossom on pine green."""

import io
from functools import lru_cache

from PIL import Image, ImageDraw

_PINE, _PETAL, _HEART = "#0c3a2e", "#f9d4ac", "#e58e43"
# As in favicon.svg: a square of 48, petals and heart as centre and radius.
_SIDE, _CORNER = 48, 11
_PETALS = [(24, 14.5), (33, 21.1), (29.6, 31.7), (18.4, 31.7), (15, 21.1)]
_PETAL_RADIUS, _HEART_RADIUS = 7.6, 4.4
# Drawn larger and made smaller, so that edges are smooth.
_FINER = 4

# Name -> side in pixels, whole square: a phone cuts its own shape out of a whole square, of which it shows four fifths.
ICONS: dict[str, tuple[int, bool]] = {
    "192": (192, False),
    "512": (512, False),
    "192-whole": (192, True),
    "512-whole": (512, True),
    "180-whole": (180, True),
}


@lru_cache(maxsize=len(ICONS))
def png(name: str) -> bytes:
    r"""Return the icon ``name`` of :data:`ICONS` as a PNG file.

    >>> png("192")[:4]
    b'\x89PNG'
    """
    side, whole = ICONS[name]
    scale = side * _FINER / _SIDE
    picture = Image.new("RGBA", (side * _FINER, side * _FINER), _PINE if whole else (0, 0, 0, 0))
    pen = ImageDraw.Draw(picture)
    if not whole:
        pen.rounded_rectangle((0, 0, side * _FINER - 1, side * _FINER - 1), _CORNER * scale, _PINE)
    for x, y in _PETALS:
        pen.ellipse(_round(x, y, _PETAL_RADIUS, scale), _PETAL)
    pen.ellipse(_round(24, 24, _HEART_RADIUS, scale), _HEART)
    out = io.BytesIO()
    picture.resize((side, side), Image.Resampling.LANCZOS).save(out, "PNG", optimize=True)
    return out.getvalue()


def _round(x: float, y: float, radius: float, scale: float) -> tuple[float, float, float, float]:
    return ((x - radius) * scale, (y - radius) * scale, (x + radius) * scale, (y + radius) * scale)
