"""The columns a roster may have, and finding them in a header."""

import re
import tomllib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from lms.exchange.rules import masked
from lms.exchange.sheets.reader import Grid
from lms.exchange.sheets.refusals import ColumnsMissing, ColumnTwice

_DATA: dict[str, Any] = tomllib.loads((Path(__file__).parent / "columns.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Column:
    """One column: what it is called and an example of its cells."""

    field: str
    title: str
    aliases: tuple[str, ...] = ()
    required: bool = False
    example: str = ""


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


def plain(header: Any) -> str:
    """Return a header without spaces, stars, colons and what stands in brackets, full-width forms made plain."""
    text = unicodedata.normalize("NFKC", str(header))
    return re.sub(r"\(.*?\)|\[.*?\]|[\s*:#]", "", text)


def names(columns: Sequence[Column]) -> dict[str, str]:
    """Return each name a header may have, and the field it stands for."""
    return {plain(name): column.field for column in columns for name in (column.title, *column.aliases)}


_NAMES = names(COLUMNS)


def known_in(row: Sequence[Any], known: dict[str, str] = _NAMES) -> int:
    """Return how many cells of ``row`` are names of columns."""
    return sum(1 for cell in row if isinstance(cell, str) and plain(cell) in known)


@dataclass(frozen=True)
class Found:
    """Where each field stands in a sheet, and the headers nobody knows."""

    places: dict[str, int]
    extra: tuple[str, ...]


def find(grid: Grid, columns: Sequence[Column] = COLUMNS) -> Found:
    """Return where the columns of ``grid`` stand.

    A roster without 机构代码 is taken if it has 工作单位, and the other way round.

    :raises ColumnTwice: two headers of one meaning, and neither or both are the column's own title.
    :raises ColumnsMissing: a required column is not there, perhaps under another name.
    """
    known = names(columns)
    claims: dict[str, list[int]] = {}
    for place, header in enumerate(grid.header):
        if field := known.get(plain(header)):
            claims.setdefault(field, []).append(place)
    places = {column.field: _chosen(column, claims[column.field], grid) for column in columns if column.field in claims}
    taken = set(places.values())
    extra = [masked(header) for place, header in enumerate(grid.header) if header and place not in taken]
    missing = [column.title for column in columns if column.required and column.field not in places]
    if columns is COLUMNS and not {"workplace", "workplace_code"} & places.keys():
        missing.append(TITLES["workplace_code"])
    if missing:
        raise ColumnsMissing(missing="、".join(missing), unknown="、".join(extra[:20]) or "—")
    return Found(places=places, extra=tuple(extra))


def _chosen(column: Column, places: list[int], grid: Grid) -> int:
    """Return the place of ``column`` among those whose header may mean it: the exact title stands before any alias."""
    exact = [place for place in places if plain(grid.header[place]) == plain(column.title)]
    best = exact or places
    if len(best) > 1:
        raise ColumnTwice(column=column.title, headers="、".join(grid.header[place] for place in best))
    return best[0]
