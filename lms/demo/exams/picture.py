"""The picture of a flow-volume curve for a question of the demo's bank."""

import io
import itertools
import math
from collections.abc import Callable

from PIL import Image, ImageDraw, ImageFont

SIZE = (640, 420)
INK, RED, GREY = (20, 30, 60), (190, 40, 40), (150, 150, 150)
LEFT, TOP, RIGHT, BOTTOM = 70, 30, 610, 360
VOLUME, FLOW = 4.0, 10.0


def flow_volume() -> bytes:
    """Return a PNG: what was predicted, dashed, and a patient whose flow falls off too soon."""
    image = Image.new("RGB", SIZE, "white")
    draw = ImageDraw.Draw(image)
    _axes(draw)
    _curve(draw, _predicted, GREY, dashed=True)
    _curve(draw, _obstructed, RED, dashed=False)
    file = io.BytesIO()
    image.save(file, "PNG", optimize=True)
    return file.getvalue()


def _predicted(volume: float) -> float:
    """Return the flow of healthy lungs: up to its peak at once, then down in a straight line."""
    return 8.6 * min(volume / 0.35, (3.8 - volume) / 3.45)


def _obstructed(volume: float) -> float:
    """Return a flow that sags below the line."""
    return 4.4 * min(volume / 0.3, math.pow(max(0.0, (3.3 - volume) / 3.0), 2.6))


def _curve(draw: ImageDraw.ImageDraw, flow: Callable[[float], float], colour: tuple[int, ...], *, dashed: bool) -> None:
    volumes = [step * VOLUME / 160 for step in range(161)]
    points = [_place(volume, flow(volume)) for volume in volumes if flow(volume) > 0 or not volume]
    for number, (first, second) in enumerate(itertools.pairwise(points)):
        if not (dashed and number % 6 >= 3):
            draw.line([first, second], fill=colour, width=4)


def _place(volume: float, flow: float) -> tuple[int, int]:
    x = LEFT + (RIGHT - LEFT) * volume / VOLUME
    return round(x), round(BOTTOM - (BOTTOM - TOP) * max(flow, 0.0) / FLOW)


def _axes(draw: ImageDraw.ImageDraw) -> None:
    font = ImageFont.load_default(size=20)
    draw.line([(LEFT, TOP), (LEFT, BOTTOM), (RIGHT, BOTTOM)], fill=INK, width=3)
    for litres in range(1, math.ceil(VOLUME)):
        draw.text((_place(litres, 0)[0], BOTTOM + 8), str(litres), fill=INK, font=font, anchor="ma")
    for speed in range(2, round(FLOW) + 1, 2):
        draw.text((LEFT - 10, _place(0, speed)[1]), str(speed), fill=INK, font=font, anchor="rm")
    draw.text((RIGHT, BOTTOM + 34), "Volume (L)", fill=INK, font=font, anchor="ra")
    draw.text((LEFT + 10, TOP - 24), "Flow (L/s)", fill=INK, font=font)
