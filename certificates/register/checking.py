"""Lists of certificates that an employer wants checked: reading them, and what is known of each."""

import tomllib
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from certificates.register.models import Certificate
from certificates.register.rules import same_name, typed_number
from lms.exchange.sheets import Grid, read_grid
from lms.exchange.sheets.refusals import ColumnsMissing

_COLUMNS = tomllib.loads(files(__package__).joinpath("list_columns.toml").read_text(encoding="utf-8"))
NUMBER, NAME = _COLUMNS["number"], _COLUMNS["name"]
LONGEST = 60
_AT_ONCE = 500


@dataclass(frozen=True)
class Asked:
    """One row of a list: where it stands in the sheet, what it asks, and why it cannot be looked up, if so."""

    row: int
    number: str
    name: str
    fault: str | Promise = ""


@dataclass(frozen=True)
class Checked:
    """What is known of one row."""

    asked: Asked
    certificate: Certificate | None = None

    @property
    def said(self) -> str:
        """The answer in one sentence."""
        if self.asked.fault:
            return str(self.asked.fault)
        if self.certificate is None:
            return str(_("There is no certificate with this number for this name."))
        return str(self.certificate.get_state_display())

    @property
    def is_valid(self) -> bool:
        """Whether there is such a certificate, and it stands."""
        return self.certificate is not None and self.certificate.is_valid

    @property
    def ended_on(self) -> str:
        """The day it was revoked or superseded, or nothing."""
        ended = self.certificate.revoked_at if self.certificate else None
        return f"{localtime(ended):%Y-%m-%d}" if ended else ""

    @property
    def reason(self) -> str:
        """Why it was revoked or superseded."""
        return self.certificate.revoked_reason if self.certificate else ""

    @property
    def newer(self) -> str:
        """The number of the certificate that took its place."""
        newer = getattr(self.certificate, "superseded_by", None) if self.certificate else None
        return newer.number if newer else ""


def read_list(data: bytes) -> list[Asked]:
    """Return the rows of a workbook or CSV file with a column for numbers and one for names.

    :raises SheetRefused: not such a file; the refusal says what to do.
    """
    grid = read_grid(data, _known_columns, _columns)
    number, name = _columns(grid)
    return list(_rows(grid, number, name))


def check(asked: Sequence[Asked]) -> list[Checked]:
    """Return what is known of each row. An unknown number and a wrong name get the same answer."""
    wanted = sorted({each.number for each in asked if not each.fault})
    found: dict[str, Certificate] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        some = Certificate.objects.filter(number__in=wanted[start : start + _AT_ONCE])
        found |= {each.number: each for each in some.select_related("superseded_by")}
    return [Checked(each, _matching(each, found.get(each.number))) for each in asked]


def _matching(asked: Asked, found: Certificate | None) -> Certificate | None:
    return found if found and not asked.fault and same_name(asked.name, found.name) else None


def _plain(cell: Any) -> str:
    # Two characters of a title are often set apart, and what must be filled in bears a star.
    return "".join(unicodedata.normalize("NFKC", str(cell)).split()).strip("*").casefold()


def _known_columns(row: list[Any]) -> int:
    return sum(_plain(cell) in names for names in (NUMBER, NAME) for cell in row)


def _columns(grid: Grid) -> tuple[int, int]:
    header = [_plain(title) for title in grid.header]
    places = [next((header.index(name) for name in names if name in header), None) for names in (NUMBER, NAME)]
    if None in places:
        missing = [names[0] for names, place in zip((NUMBER, NAME), places, strict=True) if place is None]
        unknown = [title for title in grid.header if title and _plain(title) not in (*NUMBER, *NAME)]
        raise ColumnsMissing(missing="、".join(missing), unknown="、".join(unknown))
    return places[0] or 0, places[1] or 0


def _rows(grid: Grid, number: int, name: int) -> Iterator[Asked]:
    formulas = {row for column in (number, name) for row in grid.formulas.rows.get(column + 1, ())}
    for row, cells in enumerate(grid.rows, start=grid.header_row + 1):
        texts = _text(cells[number]), _text(cells[name])
        if any(texts):
            yield Asked(row, typed_number(texts[0])[:LONGEST], texts[1][:LONGEST], _fault(texts, row in formulas))


def _text(cell: Any) -> str:
    # A spreadsheet keeps a number of digits only as a number.
    return str(int(cell) if isinstance(cell, float) and cell.is_integer() else cell).strip()


def _fault(texts: tuple[str, str], is_formula: bool) -> str | Promise:
    if is_formula:
        return _("This row holds a formula. Copy the column and paste it back as values only.")
    if not texts[0]:
        return _("The number of the certificate is missing. Copy it from the certificate.")
    if not texts[1]:
        return _("The name is missing. Write it as it stands on the certificate.")
    if max(map(len, texts)) > LONGEST:
        return _("This is too long for a number or a name. Check whether the columns have been mixed up.")
    return ""
