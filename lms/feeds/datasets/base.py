"""The shape of a data set: fields with their meaning, and rows that come one by one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

# What a field holds, in words a Parquet file understands too.
TEXT, NUMBER, DAY, INSTANT = "text", "number", "day", "instant"


@dataclass(frozen=True)
class Field:
    """One column.

    :param name: the column's name in CSV and Parquet, for programs; ``title`` its name for people.
    """

    name: str
    title: Promise | str
    about: Promise | str
    kind: str = TEXT


@dataclass(frozen=True, kw_only=True)
class Dataset:
    """Rows to take along.

    :param rows: read once, from a database cursor, so that they never lie in memory together.
    :param count: how many there are about to be, for the progress bar.
    :param source: sentences that say where the rows come from.
    """

    name: str
    title: str
    fields: Sequence[Field]
    rows: Iterable[Sequence[Any]]
    count: int
    source: Sequence[str]
