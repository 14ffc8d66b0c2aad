"""What the cells of a list mean: pure functions from a cell's value to a plain value, or to what is wrong with it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from lms.people.rules import id_number_fault, mask_id_number, mask_phone

# Full-width forms to plain ones; spaces nobody sees and control characters to nothing or to a plain space.
_PLAIN: dict[int, Any] = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_PLAIN |= dict.fromkeys([0x3000, 0xA0, 0x2002, 0x2003, 0x2009, 9, 10, 13], " ")
_PLAIN |= dict.fromkeys([*range(9), 11, 12, *range(14, 32), *range(0x200B, 0x2010), 0x2060, 0xFEFF], None)
_DOTS = {ord(dot): "·" for dot in "•‧・･．∙"}
_CHINESE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_SCIENTIFIC = re.compile(r"[0-9](\.[0-9]+)?[Ee]\+?[0-9]{1,3}")
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?", re.ASCII)
_MONTH = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})月?|(0[1-9]|1[0-2]))", re.ASCII)
_PHONE = re.compile(r"1[3-9][0-9]{9}")
_SPACES = re.compile(r" +")
# What could be somebody's ID number, wherever it stands, with spaces inside or not; and a mobile number.
_NUMBERS = re.compile(r"(?<!\d)(?:\d ?){14,}[\dXxＸｘ]|(?<!\d)(?:(?:86|0086)[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)")
_EXCEL_TEXT = re.compile(r'="([^"]*)"')
_EPOCH = date(1899, 12, 30)
EARLIEST = date(1900, 1, 1)


@dataclass(frozen=True)
class Bad:
    """A cell that cannot be taken: the code of its fault and the values the sentence speaks of."""

    code: str
    data: Mapping[str, Any] = field(default_factory=dict)


Clean = str | Bad

# What values in their clean form look like: whole columns of them are passed by these and never cleaned one by one.
# A day up to the 28th is in every month.
_USUAL_DAY = re.compile(r"(?:19|20)[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])")
CLEAN = {
    "born_on": _USUAL_DAY,
    "starts_on": _USUAL_DAY,
    "name": re.compile(r"[\u4e00-\u9fff]{2,4}"),
    "phone": _PHONE,
    "licence_number": re.compile(r"[0-9A-Z]{1,17}"),
}


def text(value: Any) -> str:
    """Return a cell's value as plain text: half-width, no spaces around, single spaces inside.

    >>> text(13800138000.0), text(" ３７０　"), text(None)
    ('13800138000', '370', '')
    """
    if type(value) is str:
        if value.isascii() and value.isalnum():
            return value
        if value.startswith('="') and (kept := _EXCEL_TEXT.fullmatch(value)):
            value = kept.group(1)
        plain = value.translate(_PLAIN).strip().removeprefix("'").lstrip()
        return _SPACES.sub(" ", plain) if "  " in plain else plain
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}"
    return "" if value is None else str(value)


def masked(shown: str) -> str:
    """Return text that a report may show: ID numbers and mobile numbers in it keep only their ends.

    >>> masked("李明 11010519491231002X"), masked("电话13800138000"), masked("370702001000")
    ('李明 110105********002X', '电话138****8000', '370702001000')
    """
    return _NUMBERS.sub(lambda found: _hidden(found.group().replace(" ", "").replace("-", "")), shown)


def _hidden(number: str) -> str:
    return mask_id_number(number) if len(number) > 14 else mask_phone(number[-11:])


def is_formula(value: Any) -> bool:
    """Return whether a text cell holds a formula's source; ``="0370"``, by which CSV files keep text, is none."""
    return type(value) is str and value[:1] == "=" and not _EXCEL_TEXT.fullmatch(value)


def name(value: Any) -> Clean:
    """Return a person's name: no spaces between Chinese characters, one kind of middle dot.

    >>> name("王　㛃"), name("阿依古丽•买买提")
    ('王㛃', '阿依古丽·买买提')
    """
    plain = text(value).translate(_DOTS)
    if not plain:
        return Bad("name_missing")
    if _CHINESE.search(plain):
        plain = plain.replace(" ", "").replace(".", "·")
    if len(plain) > 50:
        return Bad("too_long", {"most": 50})
    if plain.isalpha() or all(letter.isalpha() or letter in "·-'. " for letter in plain):
        return plain
    return Bad("name_odd", {"value": plain})


def id_number(value: Any) -> Clean:
    """Return an 18-character ID number, or what is wrong with it; nothing for an empty cell.

    A spreadsheet keeps fifteen digits of a number: an ID number stored as one is lost for good and never guessed.
    """
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) >= 1e15:
        return Bad("id_destroyed")
    plain = text(value).upper().replace(" ", "")
    if not plain:
        return ""
    if _SCIENTIFIC.fullmatch(plain):
        return Bad("id_destroyed")
    fault = id_number_fault(plain)
    if fault is None:
        return plain if plain[6:10] >= "1900" else Bad("id_date")
    if fault == "length":
        return Bad("id_length", {"length": len(plain)})
    return Bad("id_destroyed" if fault == "check" and plain.endswith("000") else f"id_{fault}")


def phone(value: Any) -> Clean:
    """Return an 11-digit mobile number, or what is wrong with it; nothing for an empty cell.

    >>> phone("+86 138-0013-8000"), phone("05361234567")
    ('13800138000', Bad(code='phone_odd', data={}))
    """
    plain = text(value)
    if _SCIENTIFIC.fullmatch(plain):
        return Bad("phone_destroyed")
    plain = plain.replace(" ", "").replace("-", "")
    if len(plain) > 11:
        plain = re.sub(r"^(\+86|0086|86)", "", plain)
    if not plain or _PHONE.fullmatch(plain):
        return plain
    return Bad("phone_odd")


def day(value: Any) -> Clean:
    """Return a date as ``YYYY-MM-DD``, from a date, an Excel serial number or the usual ways to write one.

    A month is its first day.

    >>> day("2024年3月1日"), day(45352.0), day("20240301"), day("2024/03/01"), day("2024.3")
    ('2024-03-01', '2024-03-01', '2024-03-01', '2024-03-01', '2024-03-01')
    """
    if isinstance(value, date):
        found: date | None = value.date() if isinstance(value, datetime) else value
    else:
        plain = text(value)
        if not plain:
            return ""
        plain = plain.replace(" ", "") if "年" in plain else plain
        # As a number, October and January are written alike.
        found = None if isinstance(value, float) and plain.endswith(".1") else _month_of(plain) or _day_of(plain)
    if found is None or not EARLIEST <= found <= date(2199, 12, 31):
        return Bad("date_odd", {"value": masked(text(value))[:30]})
    return found.isoformat()


def birth(value: Any) -> Clean:
    """Return a birth date as :func:`day` does; a month stays one, as ``YYYY-MM``.

    >>> birth("1980.01"), birth("1980年1月"), birth("198001"), birth("1980-1-1")
    ('1980-01', '1980-01', '1980-01', '1980-01-01')
    """
    found = day(value)
    return found[:7] if isinstance(found, str) and _month_of(text(value).replace(" ", "")) else found


def _month_of(plain: str) -> date | None:
    written = _MONTH.fullmatch(plain)
    month = int(written.group(2) or written.group(3)) if written else 0
    return date(int(plain[:4]), month, 1) if 1 <= month <= 12 and int(plain[:4]) else None


def _day_of(plain: str) -> date | None:
    try:
        if len(plain) == 10 and plain[4] == plain[7] == "-":
            return date.fromisoformat(plain)
        if written := _DATE.fullmatch(plain):
            return date(*map(int, written.groups()))
        if plain.isascii() and plain.isdigit():
            number = int(plain)
            if len(plain) == 8:
                return date(number // 10000, number // 100 % 100, number % 100)
            return _EPOCH + timedelta(days=number) if 366 < number < 80_000 else None
    except ValueError:
        pass
    return None


def code(value: Any) -> Clean:
    """Return an institution's code in capitals, without spaces."""
    plain = text(value).upper().replace(" ", "")
    return plain if len(plain) <= 22 else Bad("too_long", {"most": 22})


def division_code(value: Any) -> Clean:
    """Return a 12-digit division code; one cut after a whole level is filled up with zeros.

    >>> division_code("370702"), division_code(370702001000.0)
    ('370702000000', '370702001000')
    """
    plain = text(value).replace(" ", "")
    if not plain:
        return ""
    if plain.isascii() and plain.isdigit() and len(plain) in (2, 4, 6, 9, 12):
        return plain.ljust(12, "0")
    return Bad("division_odd", {"value": masked(plain)[:30]})


def words(most: int) -> Callable[[Any], Clean]:
    """Return a cleaner for free text of at most ``most`` characters.

    Such text is kept and shown as it is, so nobody's ID number or phone may stand in it.
    """

    def clean(value: Any) -> Clean:
        plain = text(value)
        if len(plain) > most:
            return Bad("too_long", {"most": most})
        return Bad("number_here") if _NUMBERS.search(plain) else plain

    return clean


def licence_number(value: Any) -> Clean:
    """Return the number of a licence; one that holds its owner's ID number, as 医师资格证书编码 does, is not kept."""
    plain = text(value)
    if len(plain) > 40:
        return Bad("too_long", {"most": 40})
    packed = plain.upper().replace(" ", "").replace("-", "")
    holds = any(id_number_fault(packed[start : start + 18]) is None for start in range(len(packed) - 17))
    return Bad("licence_holds_id") if holds else plain


def one_of(known: Mapping[str, str], offered: str) -> Callable[[Any], Clean]:
    """Return a cleaner for a cell that holds one of a few words; ``offered`` lists them for the sentence."""

    def clean(value: Any) -> Clean:
        plain = text(value).replace(" ", "")
        if not plain:
            return ""
        kept = known.get(plain, known.get(plain.upper()))
        return Bad("not_in_list", {"value": masked(plain)[:30], "offered": offered}) if kept is None else kept

    return clean
