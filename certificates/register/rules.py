"""Pure rules of the register: numbers, and the comparing of what somebody typed with what is printed."""

import re
import unicodedata
from collections.abc import Mapping

# What numbers look like where nobody has said otherwise: by scheme for who completes one, by issuer for all else.
COMPLETION_PATTERN = "{scheme}-{year}-{serial:06}"
OTHER_PATTERN = "{issuer}-{kind}-{year}-{serial:06}"
# What stands for {kind}: the first letters of 结业, 学分, 合格, 荣誉, 聘书 in pinyin.
KIND_CODES = {"completion": "JY", "credit": "XF", "pass": "HG", "honor": "RY", "appointment": "PS"}

_BRACED = re.compile(r"\{([^{}]*)\}")
_SERIAL = re.compile(r"-\{serial:0([3-9])\}$")
_NAMES = {"issuer", "kind", "scheme", "year"}
_OTHER_THAN_NUMBER = re.compile(r"[^A-Z0-9-]+")
# What leaves no trace on paper and comes along when a text is copied: marks of width zero and of direction, and those
# that choose among the shapes of one character.
_UNSEEN = re.compile("[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]")


class MalformedPattern(ValueError):
    """A pattern that could give a number twice, or no number at all; ``code`` says why."""

    def __init__(self, code: str) -> None:
        """Keep which rule is broken."""
        super().__init__(code)
        self.code = code


def check_pattern(pattern: str) -> None:
    """Refuse a pattern of numbers that is not safe.

    A hyphen before the serial, which comes last, keeps two series apart: no prefix of one can be read as a prefix
    and digits of another.

    :raises MalformedPattern: ``code`` is ``braces``, ``serial``, ``unknown``, ``year`` or ``letters``.

    >>> check_pattern("WF-{kind}-{year}-{serial:06}")
    """
    if not _SERIAL.search(pattern):
        raise MalformedPattern("serial")
    before = _SERIAL.sub("", pattern)
    names = _BRACED.findall(before)
    plain = _BRACED.sub("", before)
    if "{" in plain or "}" in plain:
        raise MalformedPattern("braces")
    if set(names) - _NAMES:
        raise MalformedPattern("unknown")
    if "year" not in names:
        raise MalformedPattern("year")
    if _OTHER_THAN_NUMBER.search(plain):
        raise MalformedPattern("letters")


def prefix_of(pattern: str, values: Mapping[str, object]) -> str:
    """Return what all numbers of one series begin with.

    >>> prefix_of("{scheme}-{year}-{serial:06}", {"scheme": "WF-SXYS", "year": 2026})
    'WF-SXYS-2026-'
    """
    plain = {name: _OTHER_THAN_NUMBER.sub("-", str(value).upper()).strip("-") for name, value in values.items()}
    return _SERIAL.sub("-", pattern).format_map(plain)


def number_of(pattern: str, prefix: str, serial: int) -> str:
    """Return the certificate number with the serial ``serial``, one or more.

    >>> number_of("{scheme}-{year}-{serial:06}", "WF-SXYS-2026-", 123)
    'WF-SXYS-2026-000123'
    """
    found = _SERIAL.search(pattern)
    assert found is not None  # noqa: S101 - the pattern was checked when it was kept
    return f"{prefix}{serial:0{found.group(1)}d}"


def typed_number(text: str) -> str:
    """Return a number as it is kept, from what somebody typed: full-width forms, small letters, stray spaces.

    >>> typed_number(" ｗｆ-sxys-2026-000123 "), typed_number("WF-SXYS-2026-000123\u200b")
    ('WF-SXYS-2026-000123', 'WF-SXYS-2026-000123')
    """
    plain = _seen(text).upper()
    # Chinese keyboards give other dashes for the hyphen.
    return "".join(plain.split()).translate(dict.fromkeys(map(ord, "‐‑‒–—−－"), "-"))


def same_name(typed: str, printed: str) -> bool:
    """Return whether two writings of a name are one name: spaces, width and the kind of middle dot do not matter.

    Another character is another name, a traditional one for its simplified form too: 于 and 於 are two families.

    >>> same_name("王 秀英", "王秀英"), same_name("阿依古丽•买买提", "阿依古丽·买买提"), same_name("王秀", "王秀英")
    (True, True, False)
    """
    return _bare(typed) == _bare(printed)


def _bare(name: str) -> str:
    letters = (c for c in _seen(name) if not (c.isspace() or c in "·•・‧∙."))
    return "".join(letters).casefold()


def _seen(text: str) -> str:
    return _UNSEEN.sub("", unicodedata.normalize("NFKC", text))
