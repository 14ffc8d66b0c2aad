"""The workbook a hospital fills in: a sheet with drop-down lists, and a sheet that explains the columns."""

import io
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from lms.exchange.roster.columns import COLUMNS, WORDS, Column, offered

_LAST_ROW = 5000


def template_workbook() -> bytes:
    """Return an empty roster. Every column is text, so that no number is rounded and no zero is lost."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    sheet = book.add_worksheet(_("Roster"))
    text = book.add_format({"num_format": "@"})
    needed = book.add_format({"bold": True, "bg_color": "#FCE4D6", "border": 1, "num_format": "@"})
    optional = book.add_format({"bold": True, "bg_color": "#F2F2F2", "border": 1, "num_format": "@"})
    for place, column in enumerate(COLUMNS):
        sheet.set_column(place, place, 24 if column.field == "id_number" else 16, text)
        sheet.write_string(0, place, column.title, needed if column.required else optional)
        if column.field in WORDS:
            _drop_down(sheet, place, column)
    sheet.freeze_panes(1, 0)
    _explain(book.add_worksheet(_("How to fill in")), book)
    book.close()
    return file.getvalue()


def _drop_down(sheet: Any, place: int, column: Column) -> None:
    words = offered(column.field)
    # A list written into the cell's rule may have 255 characters.
    while len(",".join(words)) > 255:
        words = words[:-1]
    sheet.data_validation(1, place, _LAST_ROW, place, {"validate": "list", "source": words, "error_type": "warning"})


def _explain(sheet: Any, book: Any) -> None:
    bold, wrap = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    for place, width in enumerate((18, 10, 24, 70)):
        sheet.set_column(place, place, width)
    for place, title in enumerate((_("Column"), _("Needed"), _("Example"), _("Notes"))):
        sheet.write_string(0, place, title, bold)
    for row, column in enumerate(COLUMNS, start=1):
        sheet.write_string(row, 0, column.title, bold)
        sheet.write_string(row, 1, _("yes") if column.required else "", wrap)
        sheet.write_string(row, 2, column.example, wrap)
        sheet.write_string(row, 3, _note(column), wrap)


def _note(column: Column) -> str:
    notes = {
        "name": _("As on the ID card, without spaces."),
        "id_number": _("18 characters. Keep the column as text: as a number its last digits are lost."),
        "phone": _("11 digits. This is the number to sign in with."),
        "workplace": _("The full official name. May be left empty where the institution code is given."),
        "workplace_code": _("The institution's code in this system. May be left empty where the name is unique."),
        "employer": _("Only where somebody else employs the person: full official name or code."),
        "division_code": _("12 digits. Helps where several institutions share a name."),
        "born_on": _("Like 1980-01-01. May be left empty where the ID number is given."),
        "starts_on": _("Like 2020-07-01. Empty is the day of the roster."),
    }
    if column.field in WORDS:
        return _("One of: %(words)s") % {"words": "、".join(offered(column.field))}
    return str(notes.get(column.field, ""))
