"""Reading learning records in bulk, as :mod:`lms.records.rules.canonical` wants them: the same on both databases."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from lms.records.models import LearningRecord
from lms.records.rules.canonical import COLUMNS, RECORDED, leaf_of
from lms.records.rules.tiles import WIDTH

# Below every number the database can hold, also those that no record may have.
BEFORE_ALL = -(1 << 63) - 1
AT_ONCE = 80 * WIDTH
_POSTGRESQL = {
    "happened_at": "to_char(happened_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')",
    "recorded_at": "to_char(recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')",
    "evidence": "evidence::text",
}
# SQLite keeps an instant as text, without its decimals where they are nought. Anything else compares in another way
# than what it may mean, so it must have other bytes too: it is quoted.
_INSTANT = (
    "CASE WHEN typeof({0}) <> 'text' THEN quote({0}) "
    "WHEN {0} GLOB '????-??-?? ??:??:??' AND length(CAST({0} AS BLOB)) = 19 "
    "THEN substr({0}, 1, 10) || 'T' || substr({0}, 12) || '.000000Z' "
    "WHEN {0} GLOB '????-??-?? ??:??:??.??????' AND length(CAST({0} AS BLOB)) = 26 AND {0} NOT GLOB '*.000000' "
    "THEN substr({0}, 1, 10) || 'T' || substr({0}, 12) || 'Z' ELSE quote({0}) END"
)
_SQLITE = {name: _INSTANT.format(name) for name in ("happened_at", "recorded_at")} | {"evidence": "evidence || ''"}


@dataclass(frozen=True)
class Leaves:
    """Records in the order of their numbers, as leaves of the tree.

    :param recorded: when each was recorded, as it is hashed.
    """

    ids: list[int]
    hashes: list[bytes]
    recorded: list[str]

    def add(self, more: "Leaves") -> None:
        """Put the records that come next behind these."""
        self.ids.extend(more.ids)
        self.hashes.extend(more.hashes)
        self.recorded.extend(more.recorded)


def pages(after: int, upto: int, *, at_once: int = AT_ONCE) -> Iterator[Leaves]:
    """Yield the leaves of the records numbered above ``after`` and up to ``upto``, so many at a time."""
    while rows := read(after, upto, most=at_once):
        after = rows[-1][0]
        yield Leaves([row[0] for row in rows], [leaf_of(row) for row in rows], [row[RECORDED] for row in rows])


def read(after: int, upto: int, *, most: int = AT_ONCE) -> Sequence[Sequence[Any]]:
    """Return the first ``most`` records numbered above ``after`` and up to ``upto``."""
    with connection.cursor() as cursor:
        cursor.execute(_statement(), [after + 1, upto, most])
        found: Sequence[Sequence[Any]] = cursor.fetchall()
        return found


def row_of(record_id: int) -> Sequence[Any] | None:
    """Return one record, ``None`` where there is none."""
    found = read(record_id - 1, record_id, most=1)
    return found[0] if found else None


def _statement() -> str:
    special = _POSTGRESQL if connection.vendor == "postgresql" else _SQLITE
    columns = ", ".join(special.get(name, name) for name in COLUMNS)
    table = LearningRecord._meta.db_table
    return f"SELECT {columns} FROM {table} WHERE id >= %s AND id <= %s ORDER BY id LIMIT %s"  # noqa: S608
