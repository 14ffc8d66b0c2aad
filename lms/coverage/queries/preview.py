"""Whom a rule would take before it is put in force."""

from dataclasses import dataclass
from datetime import date

from django.db import connection

from lms.coverage.models import ProgrammeVersion
from lms.coverage.queries.reckoning import dialect, rule_of, standings_sql


@dataclass(frozen=True)
class Preview:
    """How many would be due on a day, how many of them covered and how many on leave."""

    on: date
    due: int
    covered: int
    on_leave: int


def preview(version: ProgrammeVersion, *, on: date) -> Preview:
    """Return whom ``version``, which need not be saved, takes on a day. Three queries; nothing is written."""
    rule = rule_of(version.programme, version, on)
    counted = "count(*), count(covered_at), sum(CASE WHEN on_leave THEN 1 ELSE 0 END)"
    with dialect.everybody_at_once(), connection.cursor() as cursor:
        cursor.execute(f"SELECT {counted} FROM ({standings_sql(rule)}) s", rule.parameters)  # noqa: S608
        due, covered, on_leave = cursor.fetchone()
    return Preview(on, due, covered, on_leave or 0)
