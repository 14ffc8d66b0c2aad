"""A file's bytes as rows of plain values."""

import contextlib
import csv
import html
import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from lms.exchange.sheets import refusals
from lms.exchange.sheets.safety import MOST_COLUMNS, MOST_ROWS, Formulas, kind_of, look_over

HEADER_ROWS = 5
_MOST_SHEETS = 100
_DELIMITERS = ",\t;|"
# Of sheets that are not taken one with a header was meant more than one without, and an empty one least.
_TOLD_LAST: dict[type[refusals.SheetRefused], int] = {refusals.NoHeader: 1, refusals.Empty: 2}
# What the text of a CSV file is closed with, to see whether a quotation mark swallows its end.
_END = "\x1a"
Row = list[Any]
Merges = Sequence[tuple[tuple[int, int], tuple[int, int]]]


@dataclass
class Grid:
    """One sheet: its header, the rows below it and where they stood in the file.

    ``merges`` are the first and the last cell of merged cells, each as (row, column) from 0.
    """

    header: list[str]
    header_row: int
    rows: list[Row]
    name: str = ""
    merges: Merges = ()
    formulas: Formulas = field(default_factory=Formulas)


def read_grid(data: bytes, score: Callable[[Row], int], fits: Callable[[Grid], object]) -> Grid:
    """Return the one sheet of a workbook or CSV file that is meant; hidden sheets never are.

    :param data: the whole file.
    :param score: how many columns of a row it knows; a header is a row among the first five with two or more.
    :param fits: raises ``SheetRefused`` for a sheet that lacks what it needs, such as a column.
    :raises SheetRefused: not a spreadsheet, not safe to open, empty, without a header, or more than one sheet fits.
    """
    if kind_of(data) == "text":
        grid = _with_header(_read_text(data), score)
        fits(grid)
        return grid
    grids, reasons = [], []
    for name, rows, merges, formulas in _sheets(data):
        try:
            grid = _with_header(rows, score, name=name, merges=merges, formulas=formulas)
            fits(grid)
        except refusals.SheetRefused as reason:
            reasons.append(reason)
        else:
            grids.append(grid)
    if len(grids) > 1:
        raise refusals.SeveralSheets(sheets="、".join(grid.name for grid in grids))
    if not grids:
        raise min(reasons, key=lambda reason: _TOLD_LAST.get(type(reason), 0))
    if grids[0].formulas.lost:
        raise refusals.FormulasLost(sheet=grids[0].name)
    return grids[0]


def _sheets(data: bytes) -> Iterator[tuple[str, list[Row], Merges, Formulas]]:
    """Yield the name, the rows, the merged cells and the formulas of each visible sheet."""
    parts = _sheet_parts(data)
    if not parts:
        raise refusals.Broken
    if len(parts) > _MOST_SHEETS:
        raise refusals.TooManySheets(limit=_MOST_SHEETS)
    formulas = [look_over(data, part) for _name, part in parts]
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for (name, _part), each in zip(parts, formulas, strict=True):
            sheet = workbook.get_sheet_by_name(name)
            yield name, sheet.to_python(False), sheet.merged_cell_ranges or [], each
    except (CalamineError, ValueError, OSError) as fault:
        raise refusals.Broken from fault


def _sheet_parts(data: bytes) -> list[tuple[str, str]]:
    """Return the name and the part of each worksheet that is not hidden, in the workbook's order."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {entry.filename.lower(): entry for entry in archive.infolist()}
        links = parts.get("xl/_rels/workbook.xml.rels")
        if links is None or links.file_size > 1_000_000 or parts["xl/workbook.xml"].file_size > 5_000_000:
            raise refusals.Broken
        targets = {
            link.get("Id", ""): link.get("Target", "").lstrip("/")
            for link in _tags(archive.read(links), "Relationship")
            if "worksheet" in link.get("Type", "")
        }
        sheets = _tags(archive.read(parts["xl/workbook.xml"]), "sheet")
    found = []
    for sheet in sheets:
        target = targets.get(sheet.get("id", ""), "")
        part = parts.get((target if target.startswith("xl/") else f"xl/{target}").lower())
        if part is not None and sheet.get("state", "visible") == "visible":
            found.append((html.unescape(sheet.get("name", "")), part.filename))
    return found


def _tags(xml: bytes, name: str) -> list[dict[str, str]]:
    """Return the attributes of every element ``name``, prefixes left out."""
    elements = re.findall(rf"<(?:\w+:)?{name}\s([^>]*)>", xml.decode("utf-8", "replace"))
    return [dict(re.findall(r"(?:\w+:)?(\w+)\s*=\s*[\"']([^\"']*)[\"']", element)) for element in elements]


def _with_header(rows: list[Row], score: Callable[[Row], int], **sheet: Any) -> Grid:
    first = next((number for number, row in enumerate(rows) if any(row)), None)
    if first is None:
        raise refusals.Empty
    top = range(first, min(first + HEADER_ROWS, len(rows)))
    best = max(top, key=lambda number: score(rows[number]))
    header = [str(cell).strip() for cell in rows[best]]
    if score(rows[best]) < 2:
        raise refusals.NoHeader(rows=HEADER_ROWS, columns="")
    body = rows[best + 1 :]
    if not any(map(any, body)):
        raise refusals.Empty
    return Grid(header=header, header_row=best + 1, rows=body, **sheet)


def decoded(data: bytes) -> str:
    """Return the text of a CSV file in UTF-8 (with or without its mark), UTF-16 with its mark, or GB18030."""
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ["utf-16"] if wide else ["utf-8-sig", "gb18030"]:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise refusals.NotASheet


def _records(text: str, delimiter: str) -> list[Row]:
    """Return the rows of a CSV file.

    A cell that begins with a lone quotation mark goes on to the next such mark, lines below, or to the end: rows
    would be lost and nothing said.
    """
    reader, rows = _csv(text, delimiter), []
    # A cell that goes on for too long is an error of the reader's, and has swallowed lines.
    with contextlib.suppress(csv.Error):
        rows.extend(reader)
    if reader.line_num > len(rows):
        _refuse_torn(text, delimiter, Counter(map(len, filter(None, rows))).most_common(1))
    return rows[:-1]


def _refuse_torn(text: str, delimiter: str, widths: list[tuple[int, int]]) -> None:
    """Refuse a row of several lines in whose cells other rows have vanished."""
    width = widths[0][0] if widths else 0
    reader, line = _csv(text, delimiter), 1
    try:
        for row in reader:
            if reader.line_num > line:
                swallowed = sum(cell.count(delimiter) for cell in row if "\n" in cell or "\r" in cell)
                if swallowed >= width - 1 or len(row) > width or row[-1].endswith(f"\n{_END}"):
                    raise refusals.StrayQuote(line=line)
            line = reader.line_num + 1
    except csv.Error as fault:
        raise refusals.StrayQuote(line=line) from fault


def _csv(text: str, delimiter: str) -> Any:
    return csv.reader(io.StringIO(f"{text}\n{_END}", newline=""), delimiter=delimiter)


def _read_text(data: bytes) -> list[Row]:
    text = decoded(data)
    if "\0" in text:
        raise refusals.NotASheet
    if text.count("\n") > MOST_ROWS + 1000 and sum(1 for line in text.splitlines() if line.strip()) > MOST_ROWS + 10:
        raise refusals.TooManyRows(limit=MOST_ROWS)
    head = [line for line in text.splitlines()[:HEADER_ROWS] if line.strip()]
    counts = Counter({mark: max(line.count(mark) for line in head) for mark in _DELIMITERS})
    rows = _records(text, counts.most_common(1)[0][0])
    width = max(map(len, rows))
    if width > MOST_COLUMNS:
        raise refusals.TooManyColumns(limit=MOST_COLUMNS)
    return [row if len(row) == width else row + [""] * (width - len(row)) for row in rows]
