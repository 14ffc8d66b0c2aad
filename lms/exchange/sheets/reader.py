"""A file's bytes as rows of plain values."""

import csv
import html
import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from lms.exchange.sheets import refusals
from lms.exchange.sheets.safety import MOST_COLUMNS, MOST_ROWS, Formulas, kind_of, look_over

HEADER_ROWS = 5
_MOST_SHEETS = 5
_DELIMITERS = ",\t;|"
Row = list[Any]


@dataclass
class Grid:
    """One sheet: its header, the rows below it and where they stood in the file."""

    header: list[str]
    header_row: int
    rows: list[Row]
    name: str = ""
    formulas: Formulas = field(default_factory=Formulas)


def read_grid(data: bytes, score: Callable[[Row], int]) -> Grid:
    """Return the sheet of a workbook or CSV file whose header ``score`` likes best.

    :param data: the whole file.
    :param score: how many columns of a row it knows; a header is a row among the first five with two or more.
    :raises SheetRefused: not a spreadsheet, not safe to open, empty, or without a header.
    """
    if kind_of(data) == "text":
        return _with_header(_read_text(data), score, name="", formulas=Formulas())
    return _read_xlsx(data, score)


def _read_xlsx(data: bytes, score: Callable[[Row], int]) -> Grid:
    refusal: refusals.SheetRefused = refusals.Empty()
    parts = _sheet_parts(data)
    if not parts:
        raise refusals.Broken
    formulas = [look_over(data, part) for _name, part in parts[:_MOST_SHEETS]]
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
    except (CalamineError, ValueError, OSError) as fault:
        raise refusals.Broken from fault
    for index, (name, _part) in enumerate(parts[:_MOST_SHEETS]):
        try:
            rows = workbook.get_sheet_by_name(name).to_python(False)
        except (CalamineError, ValueError, OSError) as fault:
            raise refusals.Broken from fault
        try:
            return _with_header(rows, score, name=name, formulas=formulas[index])
        except refusals.SheetRefused as said_no:
            # The first sheet's fault is the one to tell, unless it was merely empty.
            refusal = said_no if index == 0 or isinstance(refusal, refusals.Empty) else refusal
    raise refusal


def _sheet_parts(data: bytes) -> list[tuple[str, str]]:
    """Return the name and the part of each worksheet, in the workbook's order."""
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
        if part is not None:
            found.append((html.unescape(sheet.get("name", "")), part.filename))
    return found


def _tags(xml: bytes, name: str) -> list[dict[str, str]]:
    """Return the attributes of every element ``name``, prefixes left out."""
    elements = re.findall(rf"<(?:\w+:)?{name}\s([^>]*)>", xml.decode("utf-8", "replace"))
    return [dict(re.findall(r"(?:\w+:)?(\w+)\s*=\s*[\"']([^\"']*)[\"']", element)) for element in elements]


def _with_header(rows: list[Row], score: Callable[[Row], int], *, name: str, formulas: Formulas) -> Grid:
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
    return Grid(header=header, header_row=best + 1, rows=body, name=name, formulas=formulas)


def decoded(data: bytes) -> str:
    """Return the text of a CSV file in UTF-8 (with or without its mark), UTF-16 with its mark, or GB18030."""
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ["utf-16"] if wide else ["utf-8-sig", "gb18030"]:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise refusals.NotASheet


def _read_text(data: bytes) -> list[Row]:
    text = decoded(data)
    if "\0" in text:
        raise refusals.NotASheet
    if text.count("\n") > MOST_ROWS + 1000 and sum(1 for line in text.splitlines() if line.strip()) > MOST_ROWS + 10:
        raise refusals.TooManyRows(limit=MOST_ROWS)
    head = [line for line in text.splitlines()[:HEADER_ROWS] if line.strip()]
    counts = Counter({mark: max(line.count(mark) for line in head) for mark in _DELIMITERS})
    try:
        rows: list[Row] = list(csv.reader(io.StringIO(text, newline=""), delimiter=counts.most_common(1)[0][0]))
    except csv.Error as fault:
        raise refusals.Broken from fault
    width = max(map(len, rows))
    if width > MOST_COLUMNS:
        raise refusals.TooManyColumns(limit=MOST_COLUMNS)
    return [row if len(row) == width else row + [""] * (width - len(row)) for row in rows]
