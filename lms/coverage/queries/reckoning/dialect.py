"""Where SQLite and PostgreSQL say the same differently."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

from django.db import connection
from django.utils import timezone

_WHOLE_TABLES, _AS_BEFORE = "SET enable_nestloop = off", "RESET enable_nestloop"


@contextmanager
def everybody_at_once() -> Iterator[None]:
    """Have statements over everybody join whole tables.

    PostgreSQL expects one person to be due, and would go through all that was learned once for each of thousands.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(_WHOLE_TABLES)
        try:
            yield
        except BaseException:
            # A transaction that fails takes the settings back by itself, and would hear of nothing else any more.
            if not connection.in_atomic_block:
                cursor.execute(_AS_BEFORE)
            raise
        cursor.execute(_AS_BEFORE)


def by_itself() -> None:
    """Have this connection do its statements without helpers: others are at work beside it."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET max_parallel_workers_per_gather = 0")


def day(value: str) -> str:
    """Return a date given as a value, as a date."""
    return f"({value})::date" if connection.vendor == "postgresql" else value


def days_after(day: str, days: int) -> str:
    """Return the expression for the date ``days`` after the date ``day``."""
    return f"({day} + {days})" if connection.vendor == "postgresql" else f"date({day}, '+{days} days')"


def midnight(day: str) -> str:
    """Return the expression for the instant at which the date ``day`` begins where the product's clocks are."""
    if connection.vendor == "postgresql":
        return f"(({day})::timestamp AT TIME ZONE '{_zone()}')"
    return f"datetime({day}, '-{_offset()} minutes')"


def month(instant: str) -> str:
    """Return the expression for the month of an instant where the product's clocks are, as ``2026-03``."""
    if connection.vendor == "postgresql":
        return f"to_char(({instant}) AT TIME ZONE '{_zone()}', 'YYYY-MM')"
    return f"strftime('%%Y-%%m', {instant}, '+{_offset()} minutes')"


def by_index(name: str) -> str:
    """Return what is said after a table that is read by an index: SQLite does not see by itself which it needs."""
    return "" if connection.vendor == "postgresql" else f"INDEXED BY {name}"


def among(column: str, ids: Iterable[int]) -> str:
    """Return the condition that a number is one of ``ids``.

    They are written out: the driver takes longer to bind thousands than the database to read them; PostgreSQL reads an
    array sooner than a list.
    """
    written = ",".join(str(int(each)) for each in ids)
    if connection.vendor == "postgresql":
        return f"{column} = ANY ('{{{written}}}'::bigint[])"
    return f"{column} IN ({written or 'NULL'})"


def one_of(column: str, statement: str) -> str:
    """Return the condition that a number is one of those a statement finds, which are few enough to be looked up."""
    return f"{column} = ANY (ARRAY({statement}))" if connection.vendor == "postgresql" else f"{column} IN ({statement})"


def differs(one: str, other: str) -> str:
    """Return the condition that two values differ, where none is a value too."""
    return f"{one} IS DISTINCT FROM {other}" if connection.vendor == "postgresql" else f"{one} IS NOT {other}"


def text(value: str) -> str:
    """Return the expression for a value as text."""
    return f"CAST({value} AS {'text' if connection.vendor == 'postgresql' else 'TEXT'})"


def day_of(value: date | str) -> date:
    """Return a date as a statement of our own hands it out."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def instant_of(value: datetime | str) -> datetime:
    """Return an instant as a statement of our own hands it out."""
    return datetime.fromisoformat(value).replace(tzinfo=UTC) if isinstance(value, str) else value


def _zone() -> str:
    return str(timezone.get_default_timezone())


def _offset() -> int:
    """Return by how many minutes the clocks are ahead of UTC. China has had one time all year since 1992."""
    ahead = timezone.get_default_timezone().utcoffset(datetime(2024, 1, 1))  # noqa: DTZ001 - the zone is asked
    return int(ahead.total_seconds()) // 60 if ahead else 0
