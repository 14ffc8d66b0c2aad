"""Doors for the worker."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from tempfile import TemporaryFile
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.core.files import File
from django.core.files.base import ContentFile
from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.coverage import actions, booking, exchange, paper, queries
from lms.coverage.actions import anomalies
from lms.coverage.models import Report
from lms.coverage.queries import Place
from lms.coverage.queries.in_order import Leaf
from lms.coverage.queries.inquiry import inquire
from lms.coverage.queries.matter import Key, matter_of
from lms.coverage.queries.reports import seen_by
from lms.coverage.workbooks import fastest_workbook
from lms.jobs.registry import Outcome, Progress, job_kind
from lms.kit.queue import patient_task
from lms.people.actions import note_exported
from lms.people.models import Person

# What is recorded late, such as lectures settled or sessions confirmed after days, is still looked at.
LOOKED_BACK = timedelta(days=60)


@job_kind(actions.FREEZE, needs="coverage.view_coverage")
def freeze(progress: Progress, *, uid: str, place: str, **asked: Any) -> Outcome:
    """Freeze a report on a place, as far as its owner may see it now.

    :raises OutOfScope: since asking, the owner has lost the permission or the place.
    """
    wish, here = _asked(progress.owner, place=place, **asked)
    report = actions.freeze(wish, here, uid=UUID(uid), progress=progress, draw=paper.pdf)
    words = _("The report is frozen: %(covered)s of %(due)s covered.")
    return Outcome(words % {"covered": report.covered, "due": report.due}, {"report": uid})


@job_kind(actions.COMPARE, needs="coverage.view_coverage")
def compare(progress: Progress, *, uid: str, report: str, as_of: str, **_newer: object) -> Outcome:
    """Compare a report with what would be said now, and keep what was found beside it.

    :raises OutOfScope: since asking, the owner has lost the permission or the place of the report.
    """
    found = _report(progress.owner, report)
    day = date.fromisoformat(as_of)
    made = actions.compare(found, as_of=day, uid=UUID(uid), progress=progress, write=booking.changes_book)
    people = sum(number for _kind, number in made.counts)
    return Outcome(_("Compared: %(n)s people have another line.") % {"n": people}, {"comparison": uid})


@job_kind(actions.REPORT_BOOK, needs="coverage.view_coverage")
def write_report(progress: Progress, *, report: str, **_newer: object) -> Outcome:
    """Write the workbook of a report.

    :raises OutOfScope: since asking, the owner has lost the permission or the place of the report.
    """
    found = _report(progress.owner, report)
    progress.total(found.due)
    # Gone with its last reader; the job keeps a copy.
    written = TemporaryFile()  # noqa: SIM115
    booking.write_report(found, written, progress.advance)
    actions.note_report_taken(progress.owner, found, as_file="xlsx", at=progress.now)
    said, name = _("The workbook holds %(n)s names.") % {"n": found.due}, f"{paper.file_name(found)}.xlsx"
    return Outcome(said, file=File(written), file_name=name)


@job_kind(actions.EXPORT, needs="coverage.view_coverage")
def export(progress: Progress, *, scheme_id: int, roster_id: int, as_of: str, place: str, **more: Any) -> Outcome:
    """Make the workbook of a place, as far as its owner may see it now. With a purpose, with whole ID numbers.

    :raises OutOfScope: since asking, the owner has lost the permission or the place.
    """
    question, here = _asked(progress.owner, scheme_id=scheme_id, roster_id=roster_id, as_of=as_of, place=place)
    whole = _whole(question, here, more, progress) if more.get("purpose") else frozenset()
    # Gone with its last reader; the job keeps a copy.
    written = TemporaryFile()  # noqa: SIM115
    people = exchange.workbook(written, question, here, progress, whole)
    actions.note_export(question, here, people=people, at=progress.now)
    name = "-".join([_("coverage"), here.name, f"{as_of}.xlsx"])
    return Outcome(_("The export holds %(n)s names.") % {"n": people}, file=File(written), file_name=name)


@patient_task(name="coverage.follow")
def follow(*, person_ids: list[int], **_newer: object) -> None:
    """Door to :func:`actions.mark`."""
    actions.mark(person_ids=person_ids)


@patient_task(name="coverage.follow_roster")
def follow_roster(*, roster_id: int, **_newer: object) -> None:
    """Door to :func:`actions.mark_roster`."""
    actions.mark_roster(roster_id=roster_id)


@patient_task(name="coverage.settle")
def settle(**_newer: object) -> None:
    """Door to :func:`actions.settle`."""
    actions.settle(at=timezone.now())


@patient_task(name="coverage.rebuild")
def rebuild(*, programme_id: int | None = None, **_newer: object) -> None:
    """Door to :func:`actions.rebuild_all`, or to the rebuild of one programme."""
    actions.rebuild_all(at=timezone.now(), programme_id=programme_id)


@patient_task(name="coverage.count_rest")
def count_rest(*, programme_id: int, as_of: str, **_newer: object) -> None:
    """Door to :func:`actions.count_rest`."""
    actions.count_rest(programme_id, date.fromisoformat(as_of), at=timezone.now())


@patient_task(name="coverage.sweep_anomalies", also=(IntegrityError,))
def sweep_anomalies(**_newer: object) -> None:
    """Door to :func:`anomalies.sweep`. Two sweeps at once: the second fails on a key, and finds nothing new then."""
    now = timezone.now()
    anomalies.sweep(since=now - LOOKED_BACK, at=now)


@job_kind(actions.COUNT_DAY, needs="coverage.view_coverage")
def count_day(
    progress: Progress,
    *,
    programme_id: int,
    as_of: str,
    place: str = "all",
    people: bool | dict[str, str] = True,
    **_newer: object,
) -> Outcome:
    """Count the figures of a day that is over.

    :raises OutOfScope: since asking, the owner has lost the permission or the programme.
    :raises AlreadyCounting: another worker is at the same day for too long.
    """
    asked, here = _asked(progress.owner, place=place, as_of=as_of, programme_id=programme_id)
    first = actions.needed_first(asked.programme, asked.scope, here)
    at = progress.now
    if isinstance(people, dict) and not first:
        actions.count_page(asked, here, Leaf(**people), at=at, progress=progress)
    else:
        actions.count_day(asked.programme, asked.as_of, at=at, first=first, people=bool(people), progress=progress)
    return Outcome(_("The figures of %(day)s are counted.") % {"day": as_of})


def _asked(owner: Person, *, place: str, as_of: str, **ids: int) -> tuple[Any, Place]:
    """Return what somebody asked for, of a scheme and a roster or of a programme, and where; if they still may.

    :raises OutOfScope: they may not any more.
    """
    ask = inquire if "programme_id" in ids else queries.ask
    with _theirs(owner):
        asked = ask(owner, as_of=date.fromisoformat(as_of), **ids)
        return asked, queries.place_of(asked.scope, place)


def _report(owner: Person, report_id: str) -> Report:
    """Return a report, if its reader may still see it.

    :raises OutOfScope: they may not any more.
    """
    with _theirs(owner):
        return seen_by(owner).get(pk=report_id)


@contextmanager
def _theirs(owner: Person) -> Iterator[None]:
    """Look up what somebody asked for, if they still may.

    :raises OutOfScope: they may not any more, or what they name is not theirs any more.
    """
    if not owner.has_perm("coverage.view_coverage"):
        raise actions.OutOfScope
    try:
        yield
    except ObjectDoesNotExist as missing:
        raise actions.OutOfScope from missing


def _whole(question: queries.Question, here: queries.Place, said: dict[str, str], progress: Progress) -> frozenset[int]:
    """Return the ids of the people whose whole ID numbers may go in, and write down that they do."""
    people = queries.names(question, here).values("person")
    stated = {"purpose": said["purpose"], "why": said["why"]}
    return note_exported(people, job=progress.job.pk, **stated, by=question.viewer, at=progress.now)


@job_kind(actions.FASTEST, needs="coverage.view_coverage")
def export_fastest(progress: Progress, *, programme_id: int, place: str, **_newer: object) -> Outcome:
    """Make the workbook of who can be covered fastest, as far as its owner may see it now.

    :raises OutOfScope: since asking, the owner has lost the permission or the place.
    """
    with _theirs(progress.owner):
        matter = matter_of(progress.owner, Key(programme_id), today=timezone.localdate(progress.now))
        here = queries.place_of(matter.scope, place)
    file = ContentFile(fastest_workbook(matter, here, progress))
    actions.note_fastest(matter, here, people=progress.job.total, at=progress.now)
    name = "-".join([_("covered-fastest"), here.name, f"{matter.on}.xlsx"])
    return Outcome(_("The export holds %(n)s names.") % {"n": progress.job.total}, file=file, file_name=name)
