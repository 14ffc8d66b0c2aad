"""The columns a roster may have, and finding them in a header."""

import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from lms.exchange.sheets import columns as sheet_columns
from lms.exchange.sheets.columns import Column, Found, names, plain
from lms.exchange.sheets.reader import Grid

__all__ = ["COLUMNS", "TITLES", "WORDS", "Column", "Found", "find", "known_in", "names", "offered", "plain", "word_of"]

_DATA: dict[str, Any] = tomllib.loads((Path(__file__).parent / "columns.toml").read_text(encoding="utf-8"))


COLUMNS: tuple[Column, ...] = tuple(Column(**{**each, "aliases": tuple(each["aliases"])}) for each in _DATA["column"])
TITLES: dict[str, str] = {column.field: column.title for column in COLUMNS}
WORDS: dict[str, dict[str, str]] = _DATA["words"]


def offered(field: str) -> list[str]:
    """Return the words the template offers for ``field``: the first for each value, an empty value left out."""
    first: dict[str, str] = {}
    for word, value in WORDS[field].items():
        first.setdefault(value, word)
    return [word for value, word in first.items() if value]


@cache
def word_of(field: str, value: str) -> str:
    """Return the word for a kept value, for reports: ``"township_doctor"`` is 乡镇卫生院医生."""
    return next((word for word, kept in WORDS.get(field, {}).items() if kept == value), value)


_NAMES = sheet_columns.names(COLUMNS)


def known_in(row: Sequence[Any], known: dict[str, str] = _NAMES) -> int:
    """Return how many cells of ``row`` are names of columns."""
    return sheet_columns.known_in(row, known)


def find(grid: Grid, columns: Sequence[Column] = COLUMNS) -> Found:
    """Return where the columns of ``grid`` stand.

    A roster without 机构代码 is taken if it has 工作单位, and the other way round.

    :raises ColumnTwice: two headers of one meaning, and neither or both are the column's own title.
    :raises ColumnsMissing: a required column is not there, perhaps under another name.
    """
    either = ("workplace_code", "workplace") if columns is COLUMNS else ()
    return sheet_columns.find(grid, columns, either=either)
