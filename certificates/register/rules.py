"""Pure rules of the register: numbers, and the comparing of what somebody typed with what is printed."""

import unicodedata

SERIAL_DIGITS = 6


def prefix_of(scheme_code: str, year: int) -> str:
    """Return what the numbers of a scheme's certificates of one year begin with.

    >>> prefix_of("WF-SXYS", 2026)
    'WF-SXYS-2026-'
    """
    return f"{scheme_code}-{year}-"


def number_of(prefix: str, serial: int) -> str:
    """Return the certificate number with the serial ``serial``, one or more.

    >>> number_of("WF-SXYS-2026-", 123)
    'WF-SXYS-2026-000123'
    """
    return f"{prefix}{serial:0{SERIAL_DIGITS}d}"


def typed_number(text: str) -> str:
    """Return a number as it is kept, from what somebody typed: full-width forms, small letters, stray spaces.

    >>> typed_number(" ｗｆ-sxys-2026-000123 ")
    'WF-SXYS-2026-000123'
    """
    plain = unicodedata.normalize("NFKC", text).upper()
    # Chinese keyboards give other dashes for the hyphen.
    return "".join(plain.split()).translate(dict.fromkeys(map(ord, "‐‑‒–—−－"), "-"))


def same_name(typed: str, printed: str) -> bool:
    """Return whether two writings of a name are one name: spaces, width and the kind of middle dot do not matter.

    >>> same_name("王 秀英", "王秀英"), same_name("阿依古丽•买买提", "阿依古丽·买买提"), same_name("王秀", "王秀英")
    (True, True, False)
    """
    return _bare(typed) == _bare(printed)


def _bare(name: str) -> str:
    letters = (c for c in unicodedata.normalize("NFKC", name) if not (c.isspace() or c in "·•・‧∙."))
    return "".join(letters).casefold()
