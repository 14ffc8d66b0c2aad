"""The report file on a class: what each app adds to it, gathered by Wagtail's hooks.

A hook ``class_report_parts`` is a function ``(ReportedClass) -> Iterable[ReportPart]``, and a hook
``class_report_sessions`` a function ``(ReportedClass) -> Iterable[Session]``; both stand in an app's
``wagtail_hooks.py``. The same question asked again of the same rows is answered with the same bytes: nothing in an
answer comes from the clock.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from wagtail import hooks

from lms.exchange.sheets.writer import Sheet, write_workbook

PARTS_HOOK = "class_report_parts"
SESSIONS_HOOK = "class_report_sessions"


@dataclass(frozen=True, kw_only=True)
class ReportedClass:
    """The class a report is about: who was in it, what they did for it, and the moment it is told as of.

    :param since: the first instant of the class; ``before`` the first that no longer belongs to it.
    :param as_of: nothing that was recorded at or after it is told.
    """

    cohort_id: int
    activity_ids: tuple[int, ...]
    person_ids: tuple[int, ...]
    since: datetime
    before: datetime
    as_of: datetime


@dataclass(frozen=True, kw_only=True)
class ReportPart:
    """One file of the report.

    :param order: low numbers first: 10 the schedule, 20 exam papers, 30 people, 40 scores, 50 credits, 60 certificates.
    :param about: one line for the list of contents.
    """

    order: int
    name: str
    content: bytes
    about: str


@dataclass(frozen=True, kw_only=True)
class Session:
    """One line of the schedule: when, where and by whom an activity was held."""

    activity_id: int
    starts_at: datetime
    ends_at: datetime
    place: str = ""
    teacher: str = ""


Maker = Callable[[ReportedClass], Iterable[ReportPart]]


def makers() -> list[Maker]:
    """Return what the apps registered to make their files with."""
    found: list[Maker] = hooks.get_hooks(PARTS_HOOK)
    return found


def sessions_of(question: ReportedClass) -> list[Session]:
    """Return the sessions that all apps know of, in the order they were held."""
    told: list[Callable[[ReportedClass], Iterable[Session]]] = hooks.get_hooks(SESSIONS_HOOK)
    found = [session for tell in told for session in tell(question)]
    return sorted(found, key=lambda each: (each.starts_at, each.activity_id))


def workbook(sheets: Sequence[Sheet], *, made_at: datetime) -> bytes:
    """Return ``sheets`` as a workbook that says it was made at ``made_at``."""
    file = BytesIO()
    write_workbook(file, sheets, made_at=made_at)
    return file.getvalue()
