"""Where SQLite and PostgreSQL say the same differently."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

from django.db import connection
from django.utils import timezone

# Half a year: few enough to a person, and few records in one.
SLICE_SECONDS = 180 * 24 * 60 * 60
_WHOLE_TABLES = "SET enable_nestloop = off; SET work_mem = '16MB'"
_AS_BEFORE = "RESET enable_nestloop; RESET work_mem"


@contextmanager
def everybody_at_once() -> Iterator[None]:
    """Have statements over everybody join whole tables.

    PostgreSQL expects one person to be due, and would go through all that was learned once for each of thousands.
    With four megabytes, its own measure, it sorts a city's half-years on the disk.
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


def slice_of(instant: str) -> str:
    """Return the expression for the number of the slice of time, of :data:`SLICE_SECONDS`, that an instant is in."""
    if connection.vendor == "postgresql":
        return f"floor(date_part('epoch', {instant}) / {SLICE_SECONDS})::int"
    return f"CAST(strftime('%%s', {instant}) AS INTEGER) / {SLICE_SECONDS}"


def slice_begins(number: str) -> str:
    """Return the expression for the first instant of the slice of time with a number."""
    if connection.vendor == "postgresql":
        return f"to_timestamp(({number})::bigint * {SLICE_SECONDS})"
    return f"datetime(({number}) * {SLICE_SECONDS}, 'unixepoch')"


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
