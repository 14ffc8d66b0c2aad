"""The statements that carry a batch of saves. Their number does not grow with it; each takes its rows as one value.

The ORM would make an object of every row and a placeholder of every field, which costs more than the database does.
"""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from django.db import connection

_ROWS = {
    "postgresql": "json_array_elements(CAST(%s AS json)) AS each(value)",
    "sqlite": "json_each(%s) AS each",
}
_BEFORE = """
WITH wanted AS (
  SELECT CAST(value->>0 AS bigint) AS sitting, value->>1 AS device, CAST(value->>2 AS integer) AS number,
         CAST(value->>3 AS integer) AS position
  FROM {rows}
)
SELECT w.sitting, w.device, w.number, w.position, k.position, k.sequence, k.late, h.sequence, h.chosen, h.text
FROM wanted w
LEFT JOIN exams_answerentry k ON k.sitting_id = w.sitting AND k.device = w.device AND k.number = w.number
LEFT JOIN exams_answerentry h ON h.id = (
  SELECT e.id FROM exams_answerentry e WHERE e.sitting_id = w.sitting AND e.position = w.position AND NOT e.late
  ORDER BY e.sequence DESC, e.id LIMIT 1
)
"""
_INSERT = {
    "postgresql": """
INSERT INTO exams_answerentry (
  sitting_id, position, sequence, device, number, chosen, text, device_at, estimated_at, received_at, late
)
SELECT CAST(value->>0 AS bigint), CAST(value->>1 AS integer), CAST(value->>2 AS integer), value->>3,
       CAST(value->>4 AS integer), CAST(value->>5 AS jsonb), value->>6, CAST(value->>7 AS timestamptz),
       CAST(value->>8 AS timestamptz), CAST(value->>9 AS timestamptz), CAST(value->>10 AS boolean)
FROM json_array_elements(CAST(%s AS json)) WITH ORDINALITY AS each(value, place) ORDER BY place
""",
    "sqlite": """
INSERT INTO exams_answerentry (
  sitting_id, position, sequence, device, number, chosen, text, device_at, estimated_at, received_at, late
)
SELECT value->>0, value->>1, value->>2, value->>3, value->>4, value->>5, value->>6, value->>7, value->>8, value->>9,
       value->>10
FROM json_each(%s) ORDER BY key
""",
}


class Wanted(NamedTuple):
    """One entry that is to be kept, by what names it."""

    sitting_id: int
    device: str
    number: int
    position: int


class Before(NamedTuple):
    """What was there before: an entry under the same number, and what is held of the same question."""

    kept_position: int | None
    kept_sequence: int | None
    kept_late: bool
    held_sequence: int | None
    held_chosen: list[int]
    held_text: str


class Row(NamedTuple):
    """One entry as it is written."""

    sitting_id: int
    position: int
    sequence: int
    device: str
    number: int
    chosen: str
    text: str
    device_at: str | None
    estimated_at: str | None
    received_at: str
    late: bool


def stamp(instant: datetime) -> str:
    """Return ``instant`` as both databases read it."""
    return str(instant.astimezone(UTC).replace(tzinfo=None))


def before(wanted: Sequence[Wanted]) -> dict[Wanted, Before]:
    """Return what is there of ``wanted``. One statement, none for nothing."""
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_BEFORE.format(rows=_ROWS[connection.vendor]), [json.dumps(wanted)])
        found = cursor.fetchall()
    return {
        Wanted(*row[:4]): Before(row[4], row[5], bool(row[6]), row[7], json.loads(row[8] or "[]"), row[9] or "")
        for row in found
    }


def insert(rows: Sequence[Row]) -> None:
    """Write ``rows``, in this order. One statement, none for nothing."""
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(_INSERT[connection.vendor], [json.dumps(rows)])


def be_durable() -> None:
    """Have the commit of this transaction wait for the disk, even if the server is set up not to."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('synchronous_commit', 'on', true) "
                "WHERE current_setting('synchronous_commit') = 'off'"
            )
