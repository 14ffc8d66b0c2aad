"""The same workbook back, with the bad cells colored and explained."""

import io
from typing import Any

import openpyxl
import xlsxwriter
from django.utils.translation import gettext as _
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill

from lms.exchange.examine import Examination
from lms.exchange.faults import Fault
from lms.exchange.roster.columns import TITLES
from lms.exchange.roster.table import Table
from lms.exchange.sheets.reader import Grid
from lms.exchange.sheets.writer import safe_text, write_cell

# Above this, keeping the sheet's own looks costs minutes: the rows are written anew.
_MOST_KEPT = 5000
_RED = "FFC7CE"


def marked_workbook(data: bytes, found: Examination) -> bytes | None:
    """Return the uploaded sheet as .xlsx with every bad cell marked; ``None`` where there is no row to mark."""
    table = found.table
    if table is None or table.grid is None:
        return None
    by_row: dict[int, list[Fault]] = {}
    for fault in found.faults:
        by_row.setdefault(fault.row, []).append(fault)
    if data.startswith(b"PK") and len(table.grid.rows) <= _MOST_KEPT:
        return _mark_in_place(data, table, by_row)
    return _write_anew(table.grid, table, by_row)


def explanation(faults: list[Fault]) -> str:
    """Return what is wrong in one row, a sentence for each fault with its column."""
    return "\n".join(f"{TITLES.get(fault.field, '')}：{fault.sentence}" for fault in faults)


def _mark_in_place(data: bytes, table: Table, by_row: dict[int, list[Fault]]) -> bytes:
    assert table.grid is not None  # noqa: S101 - asked by the caller
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book[table.grid.name]
    _defuse(book)
    last = len(table.grid.header) + 1
    fill, red = PatternFill("solid", fgColor=_RED), Font(color="9C0006", bold=True)
    sheet.cell(table.grid.header_row, last, _("What is wrong")).font = red
    for row, faults in by_row.items():
        sheet.cell(row, last, safe_text(explanation(faults))).font = red
        for fault in faults:
            place = table.places.get(fault.field)
            if place is not None:
                cell = sheet.cell(row, place + 1)
                if isinstance(cell, openpyxl.cell.cell.MergedCell):
                    continue
                cell.fill = fill
                cell.comment = Comment(fault.sentence, _("Xinglin"), width=320, height=120)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _defuse(book: Any) -> None:
    """Turn formulas into their text: what we hand out runs nowhere."""
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    cell.value = safe_text(str(getattr(cell.value, "text", cell.value)))
                    cell.data_type = "s"


def _write_anew(grid: Grid, table: Table, by_row: dict[int, list[Fault]]) -> bytes:
    file = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(file, options)
    sheet = book.add_worksheet()
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    bad = book.add_format({"bg_color": f"#{_RED}", "font_color": "#9C0006"})
    head = book.add_format({"bold": True})
    # Rows keep their numbers, so that the report's and the sheet's agree.
    top = grid.header_row - 1
    for column, title in enumerate([*grid.header, _("What is wrong")]):
        sheet.write_string(top, column, safe_text(title), head)
    for row, values in enumerate(grid.rows, start=top + 1):
        faults = by_row.get(row + 1, [])
        places = {table.places.get(fault.field) for fault in faults}
        for column, value in enumerate(values):
            if column in places:
                sheet.write_string(row, column, safe_text(str(value)), bad)
            else:
                write_cell(sheet, row, column, value, day)
        if faults:
            sheet.write_string(row, len(grid.header), safe_text(explanation(faults)), bad)
    book.close()
    return file.getvalue()
