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
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certificates.schemes.models import SchemeVersion
from lms.audit.actions import record
from lms.coverage.models import Report, ReportLine
from lms.coverage.queries import Place, Question
from lms.coverage.queries.reports import areas, lines
from lms.coverage.rules import Line, Tally, digest_of
from lms.jobs.actions import start
from lms.jobs.models import Job
from lms.jobs.registry import Progress
from lms.kit.errors import Refusal
from lms.people.models import Person
from lms.records.actions import AnotherSeals, seal
from lms.records.queries import latest_head

FREEZE = "coverage.freeze"
_AT_ONCE = 2000


class NoOnePlace(Refusal):
    """A report is on one division or one institution."""

    code = "coverage_report_no_place"
    message = gettext_lazy("A report is on one area or institution. Open one of those below, and freeze it there.")


@transaction.atomic
def start_freezing(question: Question, place: Place, *, return_url: str, at: datetime) -> Job:
    """Ask a worker to freeze the coverage of ``place``. What it holds is read when it runs.

    :raises NoOnePlace: the place is the viewer's whole area, which is several.
    """
    if not (place.division or place.organisation):
        raise NoOnePlace
    title = _("Report: %(scheme)s, %(place)s") % {"scheme": question.scheme, "place": place.name}
    asked = {"scheme_id": question.scheme.pk, "roster_id": question.roster.pk, "as_of": question.as_of.isoformat()}
    job = start(
        FREEZE,
        title=title,
        owner=question.viewer,
        at=at,
        return_url=return_url,
        place=place.slug,
        uid=str(uuid4()),
        **asked,
    )
    record("coverage.report.asked", actor=question.viewer, subject=job, at=at, place=place.slug, **asked)
    return job


def freeze(question: Question, place: Place, *, uid: UUID, progress: Progress, draw: Any) -> Report:
    """Freeze the coverage of ``place`` under ``uid`` and return the report; called again it returns the same one.

    The lines are read by one statement and put aside; figures, file and rows are made of what was put aside, so all
    speak of the same moment. The file is drawn before the transaction, which is as short as the rows allow.

    :param draw: makes the signed PDF of an unsaved report and its lines.
    :raises NoSealKey: the records it rests on cannot be sealed.
    :raises SealsDamaged: they are not what was sealed.
    """
    if kept := Report.objects.filter(pk=uid).first():
        return kept
    head = _sealed(progress.now)
    with tempfile.TemporaryFile("w+", encoding="utf-8") as aside:
        progress.total(question.due().filter(place.reach()).count() * 2)
        tally = _put_aside(question, place, aside, progress)
        report = _report(question, place, tally, uid=uid, at=progress.now, head=head)
        content: bytes = draw(report, _lines(aside))
        report.sha256 = sha256(content).hexdigest()
        report.file.save(f"{uid}.pdf", ContentFile(content), save=False)
        try:
            _keep(report, aside, progress)
        except BaseException:
            with suppress(OSError):
                report.file.delete(save=False)
            raise
    return report


@transaction.atomic
def note_report_taken(viewer: Person, report: Report, *, as_file: str, at: datetime) -> None:
    """Write down that ``viewer`` took a report along, as PDF or as a workbook with its names."""
    record("coverage.report.taken", actor=viewer, subject=report, at=at, file=as_file)


def _put_aside(question: Question, place: Place, aside: IO[str], progress: Progress) -> Tally:
    tally = Tally(areas(question, place))
    for number, (person_id, line) in enumerate(lines(question, place), start=1):
        tally.add(line)
        aside.write(json.dumps([person_id, *line]) + "\n")
        if number % _AT_ONCE == 0:
            progress.advance(_AT_ONCE)
    progress.advance(tally.due % _AT_ONCE)
    return tally


def _sealed(at: datetime) -> dict[str, Any] | None:
    """Return the head over all records there are now; ``None`` where there is none."""
    try:
        head = seal(at=at)
    except AnotherSeals:
        head = latest_head()
    if head is None:
        return None
    return {"size": head.size, "root": bytes(head.root).hex(), "at": f"{head.at:%Y-%m-%dT%H:%M:%S%z}"}


def _report(
    question: Question, place: Place, tally: Tally, *, uid: UUID, at: datetime, head: dict[str, Any] | None
) -> Report:
    about, figures = {**_about(question, place), "head": head}, tally.figures()
    return Report(
        pk=uid,
        scheme=question.scheme,
        roster=question.roster,
        division=place.division if not place.organisation else None,
        organisation=place.organisation,
        as_of=question.as_of,
        about=about,
        figures=figures,
        due=tally.due,
        covered=tally.covered,
        lines_sha256=tally.sha256,
        digest=digest_of(about, figures, tally.sha256),
        frozen_at=at,
        frozen_by=question.viewer,
    )


def _about(question: Question, place: Place) -> dict[str, Any]:
    """Return what the report rests on, in the words of now: rule, roster, place and day."""
    scheme, roster = question.scheme, question.roster
    version = SchemeVersion.objects.newest(scheme.pk)
    imported = roster.uploads.filter(written_at__isnull=False).order_by("-written_at")
    sources = [{"sha256": each.sha256, "at": f"{each.written_at:%Y-%m-%dT%H:%M:%S%z}"} for each in imported[:1]]
    return {
        "scheme": scheme.name,
        "scheme_code": scheme.code,
        "scheme_version": version.number if version else None,
        "organiser": str(scheme.organiser),
        "roster": roster.name,
        "roster_keeper": str(roster.keeper),
        "roster_made_on": roster.made_on.isoformat(),
        "roster_import": sources[0] if sources else None,
        "place": place.name,
        "as_of": question.as_of.isoformat(),
        "by": str(question.viewer),
    }


def _lines(aside: IO[str]) -> Iterator[tuple[int, Line]]:
    aside.seek(0)
    for row in aside:
        person_id, *values = json.loads(row)
        yield person_id, Line(*values)


@transaction.atomic
def _keep(report: Report, aside: IO[str], progress: Progress) -> None:
    numbered = enumerate(_lines(aside), start=1)
    while some := list(islice(numbered, _AT_ONCE)):
        ReportLine.objects.bulk_create(_row(report, position, *each) for position, each in some)
    report.save(force_insert=True)
    said = {"due": report.due, "covered": report.covered, "digest": report.digest}
    record("coverage.report.frozen", actor=report.frozen_by, subject=report, at=report.frozen_at, **said)


def _row(report: Report, position: int, person_id: int, line: Line) -> ReportLine:
    said = line._asdict()
    said |= {"person_id": person_id, "joined_on": date.fromisoformat(line.joined_on)}
    said["covered_on"] = line.covered_on and date.fromisoformat(line.covered_on)
    del said["person"]
    return ReportLine(report_id=report.pk, position=position, **said)
