"""The same workbook back, with the bad cells colored and explained."""

import io
import logging
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import openpyxl
import xlsxwriter
from django.utils.translation import gettext as _
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill

from lms.exchange.examine import Examination
from lms.exchange.roster.columns import TITLES
from lms.exchange.sheets.reader import Grid
from lms.exchange.sheets.safety import MEGABYTE, column_number
from lms.exchange.sheets.writer import safe_text, write_cell

# Above this many bytes of XML, keeping their own looks costs minutes: the rows are written anew.
_MOST_KEPT = 4 * MEGABYTE
# Each merged cell is laid out, and a whole column merged by accident has a million.
_MOST_MERGED = 100_000
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=[\"']([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)")
_RED = "FFC7CE"

log = logging.getLogger(__name__)


class Mark(Protocol):
    """What is wrong in one cell, or, where the field has no column, in one row."""

    @property
    def field(self) -> str:
        """The field whose cell it is."""

    @property
    def sentence(self) -> str:
        """What is wrong and what to do."""


@dataclass(frozen=True)
class Marks:
    """Everything that is wrong in one sheet.

    :param places: the column of each field, from 0.
    :param titles: what the fields are called.
    :param by_row: the marks of each row, by its number in the file.
    """

    grid: Grid
    places: Mapping[str, int]
    titles: Mapping[str, str]
    by_row: Mapping[int, Sequence[Mark]]

    def explanation(self, row: int) -> str:
        """Return what is wrong in one row, a sentence for each mark with its column."""
        found = self.by_row.get(row, ())
        return "\n".join(f"{self.titles.get(mark.field, '')}：{mark.sentence}" for mark in found)


def marked_workbook(data: bytes, found: Examination) -> bytes | None:
    """Return the uploaded sheet as .xlsx with every bad cell marked.

    ``None`` where there is no row to mark, or no way to mark it: the report is told with marks or without.
    """
    table = found.table
    if table is None or table.grid is None:
        return None
    by_row: dict[int, list[Mark]] = {}
    for fault in found.faults:
        by_row.setdefault(fault.row, []).append(fault)
    return mark_sheet(data, Marks(table.grid, table.places, TITLES, by_row))


def mark_sheet(data: bytes, marks: Marks) -> bytes | None:
    """Return a sheet as .xlsx with every bad cell marked; ``None`` where there is no way to mark it.

    :param data: the workbook whose looks are kept if they can be; anything else is written anew.
    """
    for mark in (_mark_in_place, _write_anew):
        try:
            if marked := mark(data, marks):
                return marked
        except Exception as fault:  # what reads a workbook's looks is pickier than what read its rows
            # Without the traceback, which may quote a cell.
            log.warning("A workbook could not be marked by %s: %s", mark.__name__, type(fault).__name__)
    return None


def _is_light(data: bytes) -> bool:
    """Return whether a workbook, all its sheets together, is laid out with its looks in a moment."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [entry for entry in archive.infolist() if re.fullmatch(r"xl/.*\.xml", entry.filename, re.IGNORECASE)]
        if sum(entry.file_size for entry in parts) > _MOST_KEPT:
            return False
        merged = [corners for entry in parts for corners in _MERGED.findall(archive.read(entry))]
    areas = (
        (int(bottom) - int(top) + 1) * (column_number(right.decode()) - column_number(left.decode()) + 1)
        for left, top, right, bottom in merged
    )
    return sum(areas) <= _MOST_MERGED


def _mark_in_place(data: bytes, marks: Marks) -> bytes | None:
    if not data.startswith(b"PK") or not _is_light(data):
        return None
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book[marks.grid.name]
    _defuse(book)
    # Right of everything, merged cells too: those take no text.
    last = max(sheet.max_column, len(marks.grid.header)) + 1
    fill, red = PatternFill("solid", fgColor=_RED), Font(color="9C0006", bold=True)
    sheet.cell(marks.grid.header_row, last, _("What is wrong")).font = red
    firsts = _firsts(sheet)
    for row, faults in marks.by_row.items():
        sheet.cell(row, last, safe_text(marks.explanation(row))).font = red
        for fault in faults:
            place = marks.places.get(fault.field)
            if place is not None:
                cell = sheet.cell(*firsts.get((row, place + 1), (row, place + 1)))
                cell.fill = fill
                cell.comment = Comment(fault.sentence, _("Xinglin"), width=320, height=120)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _firsts(sheet: Any) -> dict[tuple[int, int], tuple[int, int]]:
    """Return for each merged cell the first of its kind, which alone can be marked."""
    return {
        cell: (each.min_row, each.min_col) for each in sheet.merged_cells.ranges for row in each.rows for cell in row
    }


def _defuse(book: Any) -> None:
    """Turn formulas into their text: what we hand out runs nowhere."""
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    cell.value = safe_text(str(getattr(cell.value, "text", cell.value)))
                    cell.data_type = "s"


def _write_anew(_data: bytes, marks: Marks) -> bytes:
    grid, file = marks.grid, io.BytesIO()
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
        faults = marks.by_row.get(row + 1, ())
        places = {marks.places.get(fault.field) for fault in faults}
        for column, value in enumerate(values):
            if column in places:
                sheet.write_string(row, column, safe_text(str(value)), bad)
            else:
                write_cell(sheet, row, column, value, day)
        if faults:
            sheet.write_string(row, len(grid.header), safe_text(marks.explanation(row + 1)), bad)
    book.close()
    return file.getvalue()
