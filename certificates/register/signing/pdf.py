"""Putting a signature into the room that was left for it in a PDF."""

import hashlib
from collections.abc import Callable

from certificates.register.printing.extras import BYTE_RANGE, CONTENTS, RANGE_WIDTH


def fill(pdf: bytes, sign: Callable[[bytes], bytes]) -> bytes:
    """Return ``pdf`` signed; every byte but those of the signature itself is under it.

    :param sign: returns the CMS object for a SHA-256 digest.
    """
    dictionary = pdf.rindex(BYTE_RANGE)
    start = pdf.index(CONTENTS, dictionary) + len(CONTENTS)
    end = pdf.index(b">", start)
    # The angle brackets belong to the signature.
    found = b"%d %d %d]" % (start - 1, end + 1, len(pdf) - end - 1)
    at = dictionary + len(BYTE_RANGE)
    before = pdf[:at] + found.ljust(RANGE_WIDTH) + pdf[at + RANGE_WIDTH : start - 1]
    after = pdf[end + 1 :]
    digest = hashlib.sha256(before)
    digest.update(after)
    made = sign(digest.digest()).hex().encode().ljust(end - start, b"0")
    if len(made) > end - start:
        raise ValueError(f"the signature takes {len(made)} characters, and there is room for {end - start}")
    return b"".join((before, b"<", made, b">", after))
