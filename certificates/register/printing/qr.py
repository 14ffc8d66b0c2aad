"""The QR code of the public page that verifies a certificate."""

import segno

QUIET = 4  # modules of white the standard asks for on every side
# Any of the eight masks can be read; searching for the prettiest would cost as much as the rest of the page.
MASK = 3


def boxes(url: str) -> tuple[int, list[tuple[int, int, int]]]:
    """Return the side in modules, quiet zone included, and the dark runs as (x, y, length) from the top left."""
    matrix = segno.make_qr(url, error="m", mask=MASK, boost_error=False).matrix
    runs = []
    for y, row in enumerate(matrix):
        # Runs of dark modules are what lies between light ones.
        x = 0
        for part in bytes(row).split(b"\x00"):
            if part:
                runs.append((x + QUIET, y + QUIET, len(part)))
            x += len(part) + 1
    return len(matrix) + 2 * QUIET, runs
