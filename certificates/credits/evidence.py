"""Pure rules of certificates from elsewhere: what makes two of them one, and what a file really is."""

import unicodedata

from lms.kit.proofs import MEDIA_TYPES, MEGABYTE, MOST_BYTES, media_type_of

__all__ = ["MEDIA_TYPES", "MEGABYTE", "MOST_BYTES", "hundredths_text", "key_of", "media_type_of", "minutes_of_hours"]

MINUTES_AN_HOUR = 60


def key_of(text: str) -> str:
    """Return an issuer or a number as it is compared: width, case, spaces and punctuation do not matter.

    >>> key_of("ＷＦ-2026 第0012号"), key_of("wf2026第0012号")
    ('wf2026第0012号', 'wf2026第0012号')
    """
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


def minutes_of_hours(class_hours_hundredths: int) -> int:
    """Return the minutes of the hours printed on a certificate; who checks it may find others right.

    >>> minutes_of_hours(650)
    390
    """
    return class_hours_hundredths * MINUTES_AN_HOUR // 100


def hundredths_text(hundredths: int) -> str:
    """Return hundredths as a number with as many decimals as it needs.

    >>> hundredths_text(650), hundredths_text(600), hundredths_text(0)
    ('6.5', '6', '0')
    """
    return f"{hundredths / 100:.2f}".rstrip("0").rstrip(".")
