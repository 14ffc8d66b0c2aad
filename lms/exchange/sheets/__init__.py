"""Spreadsheets in and out: what every other app may use of them."""

from lms.exchange.sheets.reader import Grid, read_grid
from lms.exchange.sheets.refusals import SheetRefused
from lms.exchange.sheets.writer import XLSX, Sheet, write_workbook

__all__ = ["XLSX", "Grid", "Sheet", "SheetRefused", "read_grid", "write_workbook"]
