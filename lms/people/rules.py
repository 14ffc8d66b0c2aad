"""Pure rules about people: identity numbers and what may be shown of them."""

import re
from collections.abc import Iterable
from datetime import date
from itertools import compress
from operator import add, eq, itemgetter, mul

_WEIGHTS = tuple(pow(2, 17 - i, 11) for i in range(17))
_CHECK = "10X98765432"
_SHAPE = re.compile(r"[0-9]{17}[0-9X]")
# Area, birthday, serial and check character; and the check character for each possible sum of weighed digits, with
# none for the sums of a birthday that does not exist.
_PARTS = (slice(6), slice(6, 14), slice(14, 17), 17)
_NO_DAY = 9 * sum(_WEIGHTS)
_CHECKS = [_CHECK[total % 11] for total in range(_NO_DAY)] + [""] * (_NO_DAY + 1)


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
    shaped = list(filter(_SHAPE.fullmatch, texts))
    areas, days, serials, checks = (list(map(itemgetter(part), shaped)) for part in _PARTS)
    weights = [{text: _weighed(text, start) for text in set(part)} for part, start in ((areas, 0), (serials, 14))]
    of_days = {day: _weighed(day, 6) if _day(day) else _NO_DAY for day in set(days)}
    totals = map(
        add,
        map(add, map(weights[0].__getitem__, areas), map(of_days.__getitem__, days)),
        map(weights[1].__getitem__, serials),
    )
    return set(compress(shaped, map(eq, map(_CHECKS.__getitem__, totals), checks)))


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


def mask_publicly(id_number: str) -> str:
    """Return an ID number, masked or not, for anybody to see: all but its first three and last two characters hidden.

    >>> mask_publicly("11010519491231002X"), mask_publicly("110105********002X")
    ('110*************2X', '110*************2X')
    """
    return f"{id_number[:3]}{'*' * 13}{id_number[-2:]}" if id_number else ""


def mask_phone(phone: str) -> str:
    """Return a mobile number with its middle four digits hidden.

    >>> mask_phone("13800138000")
    '138****8000'
    """
    return f"{phone[:3]}****{phone[-4:]}" if phone else ""


def away_since(leaves: Iterable[tuple[date, date | None]], day: date) -> date | None:
    """Return since when somebody is away who is away on ``day``; ``None`` for who is not.

    Leaves that overlap, or follow each other without a day between, are one.

    :param leaves: the first day of each, and the day they are back on, or ``None`` while that is not known.

    >>> spring, summer = (date(2026, 3, 1), date(2026, 6, 1)), (date(2026, 6, 1), None)
    >>> away_since([summer, spring], date(2026, 7, 1))
    datetime.date(2026, 3, 1)
    >>> away_since([spring], date(2026, 6, 1)) is None
    True
    """
    since, back_on = None, date.min
    for starts_on, ends_on in sorted(leaves, key=itemgetter(0)):
        if starts_on > day:
            break
        if starts_on > back_on:
            since = starts_on
        back_on = max(back_on, ends_on or date.max)
    return since if back_on > day else None
