"""Everybody due at a place, read as plain values from a cursor: the list is never in memory.

Objects of five tables for each of 47,000 people take longer to make than all that is written about them.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from django.db import connection

from lms.coverage.queries.inquiry import Inquiry
from lms.coverage.queries.names import STATED, names, state_from, with_state
from lms.coverage.queries.place import Place, area
from lms.coverage.queries.question import Question
from lms.coverage.queries.reckoning import dialect, lines_sql
from lms.coverage.queries.rollup_choices import figure_from
from lms.kit import sealing

AT_ONCE = 2000
_WHO = ("person", "person__uid", "person__name", "person__id_number_sealed")
_COLUMNS = (*_WHO, "workplace", "workplace__name", "workplace__kind", "area", "joined_on")
_ORDER = ("workplace__name", "workplace", "person__name", "person")
# What is asked: a scheme and a roster as of a day, or a programme as of a day.
Asked = Question | Inquiry


class Due(NamedTuple):
    """Somebody who is due: where, since when, and how far they are.

    ``area`` is the division directly below the place, ``None`` for who works directly at it. Minutes and hundredths of
    a credit are those of the period of a programme, ``None`` where it is no programme that is asked about.
    """

    person_id: int
    uid: UUID
    name: str
    sealed: bytes | None
    workplace_id: int
    institution: str
    institution_kind: str
    area: int | None
    since: date
    state: str
    covered_at: datetime | None
    minutes: int | None = None
    credits_hundredths: int | None = None

    @property
    def id_number(self) -> str:
        """The whole ID number; whoever shows it masks it."""
        return sealing.unseal(self.sealed)


def everybody(asked: Asked, place: Place) -> Iterator[Due]:
    """Yield everybody due at ``place``, institution by institution, by one statement: all of one moment."""
    if isinstance(asked, Inquiry):
        yield from _of_a_programme(asked, place)
    else:
        yield from (due for due, _more in with_more(asked, place))


def with_more(question: Question, place: Place, *more: str) -> Iterator[tuple[Due, tuple[Any, ...]]]:
    """Yield the same with further columns of each roster entry, in plain values too."""
    found = with_state(question, names(question, place)).annotate(area=area(question.scope, place))
    rows = found.order_by(*_ORDER).values_list(*_COLUMNS, *STATED, *more)
    end = len(_COLUMNS) + len(STATED)
    for row in _stream(*rows.query.sql_with_params()):
        stated = row[len(_COLUMNS) : end]
        yield _due(row[: len(_COLUMNS)], state_from(*stated).value, stated[0]), row[end:]


def _of_a_programme(inquiry: Inquiry, place: Place) -> Iterator[Due]:
    rule = inquiry.rule
    for row in _stream(lines_sql(rule, place), rule.parameters):
        *who, covered_at, on_leave, is_overdue, started_at, minutes, hundredths = row
        state = figure_from(covered_at, on_leave, is_overdue, started_at).value
        # PostgreSQL adds whole numbers up to a decimal.
        yield _due(who, state, covered_at, int(minutes), int(hundredths))


def _due(who: Sequence[Any], state: str, covered_at: Any, *learned: int) -> Due:
    """Return somebody as a statement names them; what is no value of Python on one database is made one."""
    person_id, uid, *said, since = who
    covered = dialect.instant_of(covered_at) if covered_at else None
    return Due._make(
        [person_id, UUID(str(uid)), *said, dialect.day_of(since), state, covered, *(learned or (None, None))]
    )


def _stream(statement: str, values: Any) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a statement, so many at a time."""
    if connection.vendor == "sqlite":
        yield from _stream_aside(statement, values)
        return
    with connection.chunked_cursor() as cursor:
        with dialect.everybody_at_once():
            cursor.execute(statement, values)
        while rows := cursor.fetchmany(AT_ONCE):
            yield from rows


def _stream_aside(statement: str, values: Any) -> Iterator[tuple[Any, ...]]:
    """Yield them from a copy. SQLite lets nobody write behind an open cursor once somebody else has written.

    Whoever reads a long list writes in between: how far they are.
    """
    aside, last = f"temp.coverage_reading_{uuid4().hex}", 0
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE {aside.removeprefix('temp.')} AS {statement}", values)
        try:
            while rows := _part(cursor, aside, last):
                last = rows[-1][0]
                yield from (row[1:] for row in rows)
        finally:
            cursor.execute(f"DROP TABLE {aside}")


def _part(cursor: Any, table: str, last: int) -> list[tuple[Any, ...]]:
    part = f"SELECT rowid, * FROM {table} WHERE rowid > %s ORDER BY rowid LIMIT {AT_ONCE}"  # noqa: S608 - our own name
    cursor.execute(part, [last])
    rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
