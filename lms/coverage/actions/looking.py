"""What looking leaves behind: every opened list, person and record is written down. And the export."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.audit.actions import record
from lms.coverage.models import Report
from lms.coverage.queries import Place, Question
from lms.jobs.actions import start
from lms.jobs.models import Job
from lms.kit.errors import Refusal
from lms.people.actions import stated
from lms.people.models import Person
from lms.records.models import LearningRecord

EXPORT = "coverage.export"


class OutOfScope(Refusal):
    """Whoever asked for an export may no longer see what it would hold."""

    code = "coverage_out_of_scope"
    message = gettext_lazy("You may no longer see this coverage. Nothing was exported.")


@transaction.atomic
def look_at_names(question: Question, place: Place, *, which: str, page: int, at: datetime) -> None:
    """Write down that the viewer opened a page of the names behind a figure."""
    said = {"place": place.slug, "which": which, "page": page}
    record("coverage.names.viewed", actor=question.viewer, subject=question.roster, at=at, **question.address, **said)


@transaction.atomic
def look_at_person(question: Question, person: Person, *, at: datetime) -> None:
    """Write down that the viewer opened ``person``; the person can see it."""
    record("coverage.person.viewed", actor=question.viewer, subject=person, at=at, **question.address)


@transaction.atomic
def look_at_record(question: Question, item: LearningRecord, *, at: datetime) -> None:
    """Write down that the viewer opened the evidence of ``item``; the person it is about can see it."""
    said = {"record": item.pk, **question.address}
    record("coverage.record.viewed", actor=question.viewer, subject=item.person, at=at, **said)


@transaction.atomic
def start_export(
    question: Question, place: Place, *, return_url: str, at: datetime, purpose: str = "", why: str = ""
) -> Job:
    """Ask a worker for the workbook of ``place``. What it holds is decided when it runs, by the scope of then.

    :param purpose: with ``why``, what whole ID numbers are wanted for; without one they are masked.
    :raises Refusal: the purpose says too little, or is not the viewer's to have.
    """
    said = stated(purpose, why, question.viewer) if purpose or why else {}
    title = _("Training coverage: %(scheme)s, %(place)s") % {"scheme": question.scheme, "place": place.name}
    job = start(
        EXPORT,
        title=title,
        owner=question.viewer,
        at=at,
        return_url=return_url,
        place=place.slug,
        **question.address,
        **said,
    )
    record("coverage.export.asked", actor=question.viewer, subject=job, at=at, place=place.slug, **question.address)
    return job


@transaction.atomic
def note_export(question: Question, place: Place, *, people: int, at: datetime) -> None:
    """Write down that a workbook with the names of ``people`` people was made."""
    said = {"place": place.slug, "people": people, **question.address}
    record("coverage.export.made", actor=question.viewer, subject=question.roster, at=at, **said)


@transaction.atomic
def note_trail_export(viewer: Person, *, at: datetime) -> None:
    """Write down that ``viewer`` took the audit log along."""
    record("coverage.trail.exported", actor=viewer, subject=None, at=at)


@transaction.atomic
def look_at_report(viewer: Person, report: Report, *, names: bool, at: datetime) -> None:
    """Write down that ``viewer`` opened a frozen report, or the names in it."""
    verb = "coverage.report_names.viewed" if names else "coverage.report.viewed"
    record(verb, actor=viewer, subject=report, at=at)
