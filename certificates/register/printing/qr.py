"""The QR code of the public page that verifies a certificate."""

from typing import Any

import zxingcpp

QUIET = 4  # modules of white the standard asks for on every side
# Any of the eight masks can be read; searching for the prettiest would take ten times as long.
MASK = 3
# With more modules a side they would be smaller than 0.4 mm at the printed size, too small for an old phone.
MOST_MODULES = 65
_INVERTED = bytes.maketrans(b"\x00\xff", b"\x01\x00")


def boxes(text: str) -> tuple[int, list[tuple[int, int, int]]]:
    """Return the side in modules, quiet zone included, and the dark runs as (x, y, length) from the top left.

    Error correction is M, or L where a long text would make the modules too small.
    """
    side, dark = _matrix(text, "M")
    if side > MOST_MODULES:
        side, dark = _matrix(text, "L")
    runs = []
    for y in range(side):
        # Runs of dark modules are what lies between light ones.
        x = 0
        for part in dark[y * side : (y + 1) * side].split(b"\x00"):
            if part:
                runs.append((x + QUIET, y + QUIET, len(part)))
            x += len(part) + 1
    return side + 2 * QUIET, runs


def _matrix(text: str, level: str) -> tuple[int, bytes]:
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level=level, data_mask=MASK)
    image: Any = code.to_image(scale=1, add_quiet_zones=False)
    pixels: Any = memoryview(image)
    return pixels.shape[0], pixels.tobytes().translate(_INVERTED)
