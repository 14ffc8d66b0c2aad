"""The columns a sheet may have, and finding them in its header."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lms.exchange.rules import masked
from lms.exchange.sheets.reader import Grid
from lms.exchange.sheets.refusals import ColumnsMissing, ColumnTwice


@dataclass(frozen=True)
class Column:
    """One column: what it is called and an example of its cells."""

    field: str
    title: str
    aliases: tuple[str, ...] = ()
    required: bool = False
    example: str = ""


def plain(header: Any) -> str:
    """Return a header without spaces, stars, colons and what stands in brackets, full-width forms made plain."""
    text = unicodedata.normalize("NFKC", str(header))
    return re.sub(r"\(.*?\)|\[.*?\]|[\s*:#]", "", text)


def names(columns: Sequence[Column]) -> dict[str, str]:
    """Return each name a header may have, and the field it stands for."""
    return {plain(name): column.field for column in columns for name in (column.title, *column.aliases)}


def known_in(row: Sequence[Any], known: dict[str, str]) -> int:
    """Return how many cells of ``row`` are names of columns."""
    return sum(1 for cell in row if isinstance(cell, str) and plain(cell) in known)


@dataclass(frozen=True)
class Found:
    """Where each field stands in a sheet, and the headers nobody knows."""

    places: dict[str, int]
    extra: tuple[str, ...]


def find(grid: Grid, columns: Sequence[Column], *, either: Sequence[str] = ()) -> Found:
    """Return where the columns of ``grid`` stand.

    :param either: fields of which one at least must be there.
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
    if either and not set(either) & places.keys():
        missing += [column.title for column in columns if column.field == either[0]]
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
