"""The bytes of a learning record that are hashed: the same from SQLite and from PostgreSQL, for ever.

Version 1: a JSON object in UTF-8 with sorted keys and no spaces, of every column of the row and the number of the
version. Instants are UTC with six decimals. In the evidence a number counts as what it is worth: 1.0 is 1.
"""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from lms.records.rules.merkle import leaf_hash

VERSION = 1
# The columns in the order in which :func:`canonical` takes them.
COLUMNS = (
    *("id", "person_id", "activity_id", "role", "outcome", "mode", "minutes", "score_hundredths"),
    *("happened_at", "recorded_at", "workplace_id", "post_kind", "post_title", "evidence", "source_key", "reverses_id"),
)
RECORDED = COLUMNS.index("recorded_at")
_EVIDENCE = COLUMNS.index("evidence")
# What an exponent may make of a number: beyond it nobody meant it.
_MOST_DIGITS = 400


def canonical(row: Sequence[Any]) -> bytes:
    """Return the bytes that stand for a record.

    :param row: the values of :data:`COLUMNS`; instants as ``2026-11-19T02:00:00.000000Z``, evidence as JSON text.
    """
    told = dict(zip(COLUMNS, row, strict=True))
    told["evidence"] = _evidence(row[_EVIDENCE])
    told["version"] = VERSION
    return _encode(told).encode()


def instant(at: datetime) -> str:
    """Return an instant as it stands in a record; earlier ones sort before later ones."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def leaf_of(row: Sequence[Any]) -> bytes:
    """Return the hash of a record as a leaf of the tree."""
    return leaf_hash(canonical(row))


def _evidence(text: str) -> Any:
    if text == "{}":
        return {}
    try:
        return json.loads(text, parse_float=_number)
    except (TypeError, ValueError):
        # Nothing the product writes. It is hashed as it stands, and so differs from what was sealed.
        return {"unreadable": str(text)}


def _number(text: str) -> int | float:
    """Return a number as both databases would give it: PostgreSQL writes 1e22 with all its digits."""
    exact = Decimal(text)
    if abs(exact.adjusted()) < _MOST_DIGITS and exact == exact.to_integral_value():
        return int(exact)
    return float(text)


def _foreign(value: Any) -> str:
    """Return something that SQLite let into a column of another type."""
    return f"{type(value).__name__}:{value!r}"


_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_foreign).encode
