"""The columns of a sheet of questions, from ``columns.toml``."""

import tomllib
from pathlib import Path
from typing import Any

from lms.exchange.sheets.columns import Column, names

_DATA: dict[str, Any] = tomllib.loads((Path(__file__).parent / "columns.toml").read_text(encoding="utf-8"))

COLUMNS: tuple[Column, ...] = tuple(
    Column(each["field"], each["title"], tuple(each["aliases"]), each.get("required", False))
    for each in _DATA["column"]
)
FIELDS: tuple[str, ...] = tuple(column.field for column in COLUMNS)
TITLES: dict[str, str] = {column.field: column.title for column in COLUMNS}
WIDTHS: tuple[int, ...] = tuple(each["width"] for each in _DATA["column"])
NOTES: dict[str, str] = {each["field"]: each.get("note", "") for each in _DATA["column"]}
HINTS: tuple[str, ...] = tuple(each["text"] for each in _DATA["hint"])
EXAMPLES: tuple[dict[str, str], ...] = tuple(_DATA["example"])
NAMES: dict[str, str] = names(COLUMNS)
OPTIONS: tuple[str, ...] = tuple(field for field in FIELDS if field.startswith("option_"))
# In the brackets of a header: nothing below it is HTML.
LITERAL: str = _DATA["literal"]


def title_of(field: str) -> str:
    """Return what a field is called for people: ``options`` as a whole by its first column."""
    return TITLES.get("option_a" if field == "options" else field, "")
