"""Freezing a report: lines and figures of one moment, what they rest on, and a signed file."""

import json
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime
from hashlib import sha256
from itertools import islice
from typing import IO, Any
from uuid import UUID, uuid4

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.audit.actions import record
from lms.coverage.models import ProgrammeVersion, Report, ReportLine
from lms.coverage.queries import Place
from lms.coverage.queries.drafting import areas, draft, how_many, lines, row_of
from lms.coverage.queries.inquiry import Inquiry, inquire
from lms.coverage.queries.matter import Matter
from lms.coverage.queries.reading import AT_ONCE, Asked
from lms.coverage.rules import Line, Tally
from lms.jobs.actions import start
from lms.jobs.models import Job
from lms.jobs.registry import Progress
from lms.kit.errors import Refusal
from lms.records.actions import AnotherSeals, NumbersOpen, seal
from lms.records.queries import latest_head

FREEZE = "coverage.freeze"


class NoOnePlace(Refusal):
    """A report is on one division or one institution."""

    code = "coverage_report_no_place"
    message = gettext_lazy("A report is on one area or institution. Open one of those below, and freeze it there.")


class NoRuleThen(Refusal):
    """On the day asked for, the programme had no rule by which anybody could be due."""

    code = "coverage_no_rule_then"
    message = gettext_lazy(
        "No rule of the programme was in force on %(day)s. Choose a day from its first rule on, today at the latest."
    )


def start_freezing_programme(matter: Matter, place: Place, *, as_of: date, return_url: str, at: datetime) -> Job:
    """Ask a worker to freeze what a programme had reached at ``place`` by the end of ``as_of``.

    :raises NoRuleThen: no rule was in force on that day, or it is still to come.
    :raises NoOnePlace: the place is the viewer's whole area, which is several.
    """
    try:
        if as_of > timezone.localdate(at):
            raise NoRuleThen(day=as_of)
        inquiry = inquire(matter.viewer, programme_id=matter.programme.pk, as_of=as_of)
    except ProgrammeVersion.DoesNotExist:
        raise NoRuleThen(day=as_of) from None
    return start_freezing(inquiry, place, return_url=return_url, at=at)


@transaction.atomic
def start_freezing(asked: Asked, place: Place, *, return_url: str, at: datetime) -> Job:
    """Ask a worker to freeze the coverage of ``place``. What it holds is read when it runs.

    :raises NoOnePlace: the place is the viewer's whole area, which is several.
    """
    if not (place.division or place.organisation):
        raise NoOnePlace
    subject = asked.programme if isinstance(asked, Inquiry) else asked.scheme
    title = _("Report: %(scheme)s, %(place)s") % {"scheme": subject, "place": place.name}
    said = {"place": place.slug, **asked.address}
    job = start(FREEZE, title=title, owner=asked.viewer, at=at, return_url=return_url, uid=str(uuid4()), **said)
    record("coverage.report.asked", actor=asked.viewer, subject=job, at=at, **said)
    return job


def freeze(asked: Asked, place: Place, *, uid: UUID, progress: Progress, draw: Any) -> Report:
    """Freeze the coverage of ``place`` under ``uid`` and return the report; called again it returns the same one.

    The lines are read by one statement and put aside; figures, file and rows are made of what was put aside, so all
    speak of the same moment. The file is drawn before the transaction, which is as short as the rows allow.

    :param draw: makes the signed PDF of an unsaved report and its lines.
    :raises NoSealKey: the records it rests on cannot be sealed.
    :raises SealsDamaged: they are not what was sealed.
    """
    if kept := Report.objects.filter(pk=uid).first():
        return kept
    head = _sealed(progress)
    with tempfile.TemporaryFile("w+", encoding="utf-8") as aside:
        progress.total(how_many(asked, place) * 2)
        tally = _put_aside(asked, place, aside, progress)
        report = draft(asked, place, tally, head)
        report.pk, report.frozen_at, report.frozen_by = uid, progress.now, asked.viewer
        progress.advance(0)
        content: bytes = draw(report, _lines(aside))
        report.sha256 = sha256(content).hexdigest()
        report.file.save(f"{uid}.pdf", ContentFile(content), save=False)
        # Said before and not within: until the commit nobody would hear it, and who cancels would wait for the row.
        progress.advance(0)
        try:
            _keep(report, aside)
        except BaseException as fault:
            with suppress(OSError):
                report.file.delete(save=False)
            kept = Report.objects.filter(pk=uid).first() if isinstance(fault, IntegrityError) else None
            if kept is None:
                raise
            return kept
    return report


def _put_aside(asked: Asked, place: Place, aside: IO[str], progress: Progress) -> Tally:
    tally = Tally(areas(asked, place))
    for number, (person_id, line) in enumerate(lines(asked, place), start=1):
        tally.add(line)
        aside.write(json.dumps([person_id, *line]) + "\n")
        if number % AT_ONCE == 0:
            progress.advance(AT_ONCE)
    progress.advance(tally.due % AT_ONCE)
    return tally


def _sealed(progress: Progress) -> dict[str, Any] | None:
    """Return the head over all records there are now; ``None`` where there is none."""
    try:
        head = seal(at=progress.now, say=lambda _done: progress.advance(0))
    except (AnotherSeals, NumbersOpen):
        head = latest_head()
    if head is None:
        return None
    return {"size": head.size, "root": bytes(head.root).hex(), "at": f"{head.at:%Y-%m-%dT%H:%M:%S%z}"}


def _lines(aside: IO[str]) -> Iterator[tuple[int, Line]]:
    aside.seek(0)
    for row in aside:
        person_id, *values = json.loads(row)
        yield person_id, Line(*values)


@transaction.atomic
def _keep(report: Report, aside: IO[str]) -> None:
    numbered = enumerate(_lines(aside), start=1)
    while some := list(islice(numbered, AT_ONCE)):
        ReportLine.objects.bulk_create(row_of(report, position, *each) for position, each in some)
    report.save(force_insert=True)
    said = {"due": report.due, "covered": report.covered, "digest": report.digest}
    record("coverage.report.frozen", actor=report.frozen_by, subject=report, at=report.frozen_at, **said)
