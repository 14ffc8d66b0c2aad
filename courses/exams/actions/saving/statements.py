"""The statements that carry a batch of saves. Their number does not grow with it.

The ORM would make an object of every row and a placeholder of every field, which costs more than the database does.
"""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

# Without a zone: both databases keep UTC.
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001
_STATE = "id, nonce, person_id, deadline_at, submitted_at IS NOT NULL, receipt"
_STATES = "FROM exams_sitting WHERE id IN (SELECT sitting FROM wanted) ORDER BY id"
_BEFORE = "w.sitting, w.device, w.number, w.position, k.position, k.sequence, k.late, h.sequence, h.chosen, h.text"
_KEPT = "k.sitting_id = w.sitting AND k.device = w.device AND k.number = w.number"
_HELD = """
FROM exams_answerentry e WHERE e.sitting_id = w.sitting AND e.position = w.position AND NOT e.late
ORDER BY e.sequence DESC, e.id LIMIT 1
"""
# Of each wanted row by the index. PostgreSQL would read the whole table where it takes it for a small one, as it does
# when an exam has just begun, unless each row is asked for by itself.
_JOINS = {
    "postgresql": f"""
FROM wanted w
LEFT JOIN LATERAL (SELECT * FROM exams_answerentry k WHERE {_KEPT} LIMIT 1) k ON TRUE
LEFT JOIN LATERAL (SELECT e.sequence, e.chosen, e.text {_HELD}) h ON TRUE
""",  # noqa: S608
    "sqlite": f"""
FROM wanted w
LEFT JOIN exams_answerentry k ON {_KEPT}
LEFT JOIN exams_answerentry h ON h.id = (SELECT e.id {_HELD})
""",
}
_INSERT = """
INSERT INTO exams_answerentry (
  sitting_id, position, sequence, device, number, chosen, text, device_at, estimated_at, received_at, late
)
"""
_WANTED = {"sitting": "bigint", "device": "text", "number": "integer", "position": "integer"}
_GIVEN = ("bigint", "integer", "integer", "text", "integer", "jsonb", "text", *["timestamptz"] * 3, "boolean")


class State(NamedTuple):
    """How a sitting stands, as far as a save must know it."""

    nonce: str
    person_id: int
    deadline_at: datetime
    is_closed: bool
    receipt: str


class Wanted(NamedTuple):
    """One entry that is to be kept, by what names it."""

    sitting_id: int
    device: str
    number: int
    position: int


class Before(NamedTuple):
    """What was there before.

    :param key: the sitting, the device and the number asked for.
    :param position: the question asked for.
    :param kept: of the entry under this key its question, its sequence and whether it is late.
    :param held: what is held of the question: its sequence, what is chosen, what is written.
    """

    key: tuple[int, str, int]
    position: int
    kept: tuple[int, int, bool] | None
    held: tuple[int, list[int], str] | None


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


def stamp(milliseconds: int) -> str:
    """Return so many milliseconds since 1970 as both databases read an instant.

    >>> stamp(1_500)
    '1970-01-01 00:00:01.500000'
    """
    seconds, rest = divmod(milliseconds, 1000)
    return f"{_second(seconds)}.{rest:03}000" if rest else _second(seconds)


@lru_cache(maxsize=10_000)
def _second(seconds: int) -> str:
    return str(_EPOCH + timedelta(seconds=seconds))


def states(sitting_ids: Sequence[int], *, wait: bool) -> dict[int, State]:
    """Return how sittings stand, and hold them so until the transaction ends. One statement.

    :param wait: for those that others hold; otherwise they are left out.
    """
    # SQLite has one writer at a time, and this transaction is it.
    lock = "" if connection.vendor == "sqlite" else f" FOR NO KEY UPDATE {'' if wait else 'SKIP LOCKED'}"
    found = _ask(_STATE, _STATES + lock, ["sitting"], [(each,) for each in sitting_ids])
    return {
        pk: State(nonce, person_id, _instant(deadline), bool(closed), receipt)
        for pk, nonce, person_id, deadline, closed, receipt in found
    }


def _instant(found: datetime | str) -> datetime:
    # SQLite keeps a text without a zone.
    return datetime.fromisoformat(found).replace(tzinfo=UTC) if isinstance(found, str) else found


def before(wanted: Sequence[Wanted]) -> list[Before]:
    """Return what is there of ``wanted``. One statement, none for nothing."""
    found = _ask(_BEFORE, _JOINS[connection.vendor], list(_WANTED), wanted) if wanted else []
    return [
        Before(
            (sitting_id, device, number),
            position,
            None if kept is None else (kept, kept_sequence, bool(late)),
            None if sequence is None else (sequence, json.loads(chosen), text),
        )
        for sitting_id, device, number, position, kept, kept_sequence, late, sequence, chosen, text in found
    ]


def _ask(columns: str, source: str, names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> list[Sequence[Any]]:
    """Return ``columns`` of ``source``, which knows a table ``wanted`` with these ``rows``."""
    # From SQLite all of them at once: for each row it lets other threads go first, and they are many.
    is_sqlite = connection.vendor == "sqlite"
    told = f"json_group_array(json_array({columns}))" if is_sqlite else columns
    given = _given([_WANTED[name] for name in names])
    with connection.cursor() as cursor:
        question = f"WITH wanted ({', '.join(names)}) AS ({given}) SELECT {told} {source}"
        cursor.execute(question, [json.dumps(rows)])
        found: list[Sequence[Any]] = cursor.fetchall()
        return json.loads(found[0][0]) if is_sqlite else found


def insert(rows: Sequence[Row]) -> None:
    """Write ``rows``, in this order. One statement, none for nothing."""
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(f"{_INSERT} {_given(_GIVEN)}", [json.dumps(rows)])


def _given(kinds: Sequence[str]) -> str:
    """Return the question for the rows of a JSON list of lists, in their order."""
    if connection.vendor == "sqlite":
        columns = ", ".join(f"value->>{n}" for n in range(len(kinds)))
        return f"SELECT {columns} FROM json_each(%s) ORDER BY key"  # noqa: S608
    columns = ", ".join(f"CAST(value->>{n} AS {kind})" for n, kind in enumerate(kinds))
    given = "json_array_elements(CAST(%s AS json)) WITH ORDINALITY AS each(value, place)"
    return f"SELECT {columns} FROM {given} ORDER BY place"  # noqa: S608


def be_durable(fresh: BaseDatabaseWrapper) -> None:
    """Have every commit of a connection wait for the disk, even if the server is set up not to."""
    if fresh.vendor == "postgresql":
        with fresh.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('synchronous_commit', 'on', false) "
                "WHERE current_setting('synchronous_commit') = 'off'"
            )
