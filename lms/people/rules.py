"""Pure rules about people: identity numbers and what may be shown of them."""

import re
from collections.abc import Iterable
from datetime import date
from operator import mul

_WEIGHTS = tuple(pow(2, 17 - i, 11) for i in range(17))
_CHECK = "10X98765432"
_SHAPE = re.compile(r"[0-9]{17}[0-9X]")


def id_number_fault(text: str) -> str | None:
    """Return what is wrong with a resident ID number: ``"length"``, ``"digits"``, ``"date"``, ``"check"`` or ``None``.

    :param text: 18 characters, an ``X`` at the end in capitals.

    Source: GB 11643-1999.

    >>> id_number_fault("11010519491231002X") is None
    True
    >>> id_number_fault("110105194912310021")
    'check'
    """
    if len(text) != 18:
        return "length"
    if not (text.isascii() and text[:17].isdigit() and (text[17].isdigit() or text[17] == "X")):
        return "digits"
    if _day(text[6:14]) is None:
        return "date"
    return None if id_number_check(text[:17]) == text[17] else "check"


def sound_id_numbers(texts: Iterable[str]) -> set[str]:
    """Return those of ``texts`` in which :func:`id_number_fault` finds nothing, a whole city's in one go.

    Areas, birthdays and serials recur among many people, so each of them is weighed once.
    """
    shaped = [text for text in texts if _SHAPE.fullmatch(text)]
    areas = {area: _weighed(area, 0) for area in {text[:6] for text in shaped}}
    days = {day: _weighed(day, 6) for day in {text[6:14] for text in shaped} if _day(day)}
    serials = {serial: _weighed(serial, 14) for serial in {text[14:17] for text in shaped}}
    return {
        text
        for text in shaped
        if text[6:14] in days and _CHECK[(areas[text[:6]] + days[text[6:14]] + serials[text[14:17]]) % 11] == text[17]
    }


def id_number_check(body: str) -> str:
    """Return the check character of an ID number's first 17 digits.

    Source: GB 11643-1999.

    >>> id_number_check("34052419800101001")
    'X'
    """
    return _CHECK[_weighed(body, 0) % 11]


def _weighed(digits: str, start: int) -> int:
    return sum(map(mul, map(int, digits), _WEIGHTS[start:]))


def birth_date(id_number: str) -> date | None:
    """Return the birth date written in an 18-character ID number, or ``None`` where it is no date."""
    return _day(id_number[6:14])


def _day(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def sex_code(id_number: str) -> str:
    """Return ``"M"`` or ``"F"``: the 17th digit is odd for men."""
    return "M" if int(id_number[16]) % 2 else "F"


def mask_id_number(id_number: str) -> str:
    """Return an ID number with all but its first six and last four characters hidden.

    >>> mask_id_number("11010519491231002X")
    '110105********002X'
    """
    return f"{id_number[:6]}{'*' * 8}{id_number[-4:]}" if id_number else ""


def mask_phone(phone: str) -> str:
    """Return a mobile number with its middle four digits hidden.

    >>> mask_phone("13800138000")
    '138****8000'
    """
    return f"{phone[:3]}****{phone[-4:]}" if phone else ""
