"""Workbooks out: streamed, and with no cell that a spreadsheet program would take for a formula."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import IO, Any

import xlsxwriter
from django.utils import timezone

# What a workbook is called on the web.
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
}
_LONGEST = 32_767


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One sheet to write.

    :param rows: values of the cells; consumed once, row by row, so a generator over a database cursor costs no memory.
    :param widths: column widths in characters; missing ones are 16.
    :param notes: lines above the header, such as who exported what and when.
    """

    name: str
    header: Sequence[str]
    rows: Iterable[Sequence[Any]]
    widths: Sequence[int] = ()
    notes: Sequence[str] = field(default=())


def safe_text(value: str) -> str:
    """Return ``value`` so that no spreadsheet program runs it: an apostrophe before ``= + - @``, tab and line breaks.

    >>> safe_text("=1+1"), safe_text("李明")
    ("'=1+1", '李明')
    """
    text = value[:_LONGEST]
    return f"'{text}" if text.lstrip().startswith(_DANGEROUS) or text.startswith(_DANGEROUS) else text


def write_workbook(file: IO[bytes], sheets: Iterable[Sheet], *, made_at: datetime | None = None) -> int:
    """Write ``sheets`` to ``file`` as an .xlsx workbook in constant memory; return how many rows below the headers.

    :param made_at: what the workbook says of its making, so that the same rows give the same bytes; ``None`` is now.
    """
    book = xlsxwriter.Workbook(file, _OPTIONS)
    if made_at is not None:
        book.set_properties({"created": made_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)})
    bold = book.add_format({"bold": True, "bg_color": "#F2F2F2", "border": 1, "text_wrap": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    count = 0
    for sheet in sheets:
        page = book.add_worksheet(sheet.name[:31])
        for column in range(len(sheet.header)):
            page.set_column(column, column, sheet.widths[column] if column < len(sheet.widths) else 16)
        page.freeze_panes(len(sheet.notes) + 1, 0)
        for row, note in enumerate(sheet.notes):
            page.write_string(row, 0, safe_text(note))
        top = len(sheet.notes)
        for column, title in enumerate(sheet.header):
            page.write_string(top, column, safe_text(str(title)), bold)
        for row, values in enumerate(sheet.rows, start=top + 1):
            for column, value in enumerate(values):
                write_cell(page, row, column, value, day)
            count += 1
    book.close()
    return count


def write_cell(page: Any, row: int, column: int, value: Any, day: Any) -> None:
    """Write one value by its type; text stays text, whatever it looks like."""
    if value is None or value == "":
        return
    if isinstance(value, bool):
        page.write_boolean(row, column, value)
    elif isinstance(value, int | float):
        page.write_number(row, column, value)
    elif isinstance(value, datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        page.write_string(row, column, f"{local:%Y-%m-%d %H:%M}")
    elif isinstance(value, date):
        page.write_datetime(row, column, datetime(value.year, value.month, value.day), day)  # noqa: DTZ001
    else:
        page.write_string(row, column, safe_text(str(value)))
