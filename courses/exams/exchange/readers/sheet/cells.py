"""The rows of a sheet as text, field by field, with what is wrong in single cells."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Any

from courses.exams.exchange.drafts import Finding
from courses.exams.exchange.escapes import bare
from courses.exams.exchange.texts import clean
from lms.exchange.rules import text as plain_value
from lms.exchange.sheets import Grid

# Merged over the rows of a group, these mean the same for each of them.
_SPREAD = ("code", "kind", "subject", "unit", "difficulty")
_FIRST_ONLY = ("shared", "shared_explanation")


@dataclass
class Row:
    """One row with something in it."""

    number: int
    cells: dict[str, str]
    findings: list[Finding] = field(default_factory=list)


def rows_of(grid: Grid, places: Mapping[str, int]) -> list[Row]:
    """Return the rows of a sheet in which a column that counts has something."""
    formulas = {(row, column - 1) for column, rows in grid.formulas.rows.items() for row in rows}
    merged = _merged(grid)
    found = []
    for index, values in enumerate(grid.rows):
        number = index + grid.header_row + 1
        row = Row(number, {})
        for name, place in places.items():
            first = merged.get((number, place))
            value = values[place] if place < len(values) else ""
            if first is not None and name in _SPREAD:
                value = _value(grid, first)
            elif first is not None and name not in _FIRST_ONLY:
                row.findings.append(Finding(number, name, "merged"))
            row.cells[name] = _text(row, name, value, is_formula=(number, place) in formulas)
        if any(row.cells.values()):
            found.append(row)
    return found


def _merged(grid: Grid) -> dict[tuple[int, int], tuple[int, int]]:
    """Return for each merged cell but the first of its kind where that first one is, rows from 1."""
    last = grid.header_row + len(grid.rows)
    return {
        (row + 1, column): (top + 1, left)
        for (top, left), (bottom, right) in grid.merges
        for row in range(top, min(bottom, last - 1) + 1)
        for column in range(left, min(right, len(grid.header)) + 1)
        if (row, column) != (top, left)
    }


def _value(grid: Grid, cell: tuple[int, int]) -> Any:
    row, column = cell
    index = row - grid.header_row - 1
    return grid.rows[index][column] if 0 <= index < len(grid.rows) and column < len(grid.rows[index]) else ""


def _text(row: Row, name: str, value: Any, *, is_formula: bool) -> str:
    if is_formula:
        row.findings.append(Finding(row.number, name, "formula"))
    if isinstance(value, date | time | timedelta):
        row.findings.append(Finding(row.number, name, "date_cell", {"value": str(value)[:20]}))
        return str(value)
    if isinstance(value, str):
        return bare(clean(value))
    return str(value).upper() if isinstance(value, bool) else plain_value(value)
