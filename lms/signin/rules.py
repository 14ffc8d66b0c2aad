"""Pure rules of signing in."""

import re
import unicodedata

_NOISE = re.compile(r"[\s\-‐‑‒–—.()·]+")
_MOBILE = re.compile(r"(?:\+86|0086|86)?(1[3-9]\d{9})")


def mobile_number(text: str) -> str | None:
    """Return the 11 digits of a mainland mobile number as people type it, or ``None`` where it is none.

    Full-width digits, blanks, hyphens and the country code are taken away.

    >>> mobile_number("+86 138-0013 8000")
    '13800138000'
    >>> mobile_number("12345") is None
    True
    """
    match = _MOBILE.fullmatch(_NOISE.sub("", unicodedata.normalize("NFKC", text)))
    return match[1] if match else None


def plain_code(text: str) -> str:
    """Return a code as typed, without blanks and with ordinary digits.

    >>> plain_code(" １２３ ４５６ ")
    '123456'
    """
    return _NOISE.sub("", unicodedata.normalize("NFKC", text))
