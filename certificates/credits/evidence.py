"""Pure rules of certificates from elsewhere: what makes two of them one, and what a file really is."""

import unicodedata

import filetype

MEGABYTE = 1024 * 1024
MOST_BYTES = 10 * MEGABYTE
# What the first bytes of the proof may turn out to be, with the ending of its name.
MEDIA_TYPES = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}
MINUTES_AN_HOUR = 60


def key_of(text: str) -> str:
    """Return an issuer or a number as it is compared: width, case, spaces and punctuation do not matter.

    >>> key_of("ＷＦ-2026 第0012号"), key_of("wf2026第0012号")
    ('wf2026第0012号', 'wf2026第0012号')
    """
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


def media_type_of(content: bytes) -> str:
    """Return the media type of a proof by what it begins with, whatever its name says; ``""`` for any other kind.

    >>> media_type_of(b"%PDF-1.7 ..."), media_type_of(b"GIF89a"), media_type_of(b"")
    ('application/pdf', '', '')
    """
    found = filetype.guess_mime(content[:300]) if content else None
    return found if found in MEDIA_TYPES else ""


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
