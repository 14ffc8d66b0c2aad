"""The workbook a course editor fills in: an empty sheet, how to fill it in, and an example of every type."""

import io
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from courses.exams.exchange.columns import COLUMNS, EXAMPLES, FIELDS, HINTS, NOTES, WIDTHS
from courses.exams.exchange.words import kind_words

_LAST_ROW = 5000


def template_workbook() -> bytes:
    """Return the template. Every cell is text, so that no answer turns into a date and no code into a number."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(_("Questions"))
    text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    heads = {
        needed: book.add_format({"bold": True, "bg_color": color, "border": 1, "num_format": "@"})
        for needed, color in ((True, "#FCE4D6"), (False, "#F2F2F2"))
    }
    for place, column in enumerate(COLUMNS):
        sheet.set_column(place, place, WIDTHS[place], text)
        sheet.write_string(0, place, column.title, heads[column.required])
    kinds = {"validate": "list", "source": kind_words(), "error_type": "warning"}
    place = FIELDS.index("kind")
    sheet.data_validation(1, place, _LAST_ROW, place, kinds)
    sheet.freeze_panes(1, 2)
    _explain(book.add_worksheet(_("How to fill in")), book, heads)
    book.close()
    return file.getvalue()


def _explain(sheet: Any, book: Any, heads: dict[bool, Any]) -> None:
    bold, wrap = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, len(FIELDS), 16, wrap)
    for place, title in enumerate((_("Column"), _("Needed"), _("Notes"))):
        sheet.write_string(0, place, title, bold)
    row = 1
    for column in COLUMNS:
        if NOTES[column.field]:
            sheet.write_string(row, 0, column.title, bold)
            sheet.write_string(row, 1, _("yes") if column.required else "")
            sheet.write_string(row, 2, NOTES[column.field])
            row += 1
    for hint in HINTS:
        row += 1
        sheet.write_string(row, 0, hint)
    # Far below the first rows, where a reader looks for the header of the sheet that is meant.
    row += 2
    sheet.write_string(row, 0, _("An example of every type of question"), bold)
    for place, column in enumerate(COLUMNS):
        sheet.write_string(row + 1, place, column.title, heads[column.required])
    for example in EXAMPLES:
        row += 1
        for place, field in enumerate(FIELDS):
            sheet.write_string(row + 1, place, example.get(field, ""), wrap)
