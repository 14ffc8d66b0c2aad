"""Comparing a large report with what would be said now: while a worker reads both, nobody waits for a page."""

from collections.abc import Callable
from datetime import date, datetime
from typing import IO, Any
from uuid import UUID, uuid4

from django.core.exceptions import ObjectDoesNotExist
from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.audit.actions import record
from lms.coverage.models import Report, ReportComparison
from lms.coverage.queries.changes import Changed, changes, counted
from lms.jobs.actions import start
from lms.jobs.models import Job
from lms.jobs.registry import Progress
from lms.kit.errors import Refusal
from lms.people.models import Person

COMPARE = "coverage.compare"
# Writes a workbook of the changes of a comparison into a file, and returns it.
Writer = Callable[[ReportComparison, list[Changed]], IO[bytes]]


class NothingToCompare(Refusal):
    """What the report was asked cannot be asked any more, or not by this viewer."""

    code = "coverage_nothing_to_compare"
    message = gettext_lazy(
        "What this report was asked cannot be asked by you any more, so there is nothing to compare."
    )


@transaction.atomic
def start_comparing(report: Report, *, as_of: date, by: Person, return_url: str, at: datetime) -> Job:
    """Ask a worker to compare ``report`` with what would be said for ``as_of``."""
    title = _("Changes since: %(report)s") % {"report": report}
    said = {"report": str(report.pk), "as_of": as_of.isoformat()}
    return start(COMPARE, title=title, owner=by, at=at, return_url=return_url, uid=str(uuid4()), **said)


def compare(report: Report, *, as_of: date, uid: UUID, progress: Progress, write: Writer) -> ReportComparison:
    """Compare ``report`` and keep what was found under ``uid``; called again it returns the same.

    :raises NothingToCompare: it cannot be asked for ``as_of``, or not by the owner of the job.
    """
    if kept := ReportComparison.objects.filter(pk=uid).first():
        return kept
    progress.total(report.due * 2)
    try:
        found = changes(report, progress.owner, as_of, progress.advance)
    except ObjectDoesNotExist:
        raise NothingToCompare from None
    made = ReportComparison(pk=uid, report=report, as_of=as_of, compared_at=progress.now, compared_by=progress.owner)
    made.counts = [[kind.value, number] for kind, number in counted(found)]
    _keep(made, write(made, found))
    return made


@transaction.atomic
def _keep(made: ReportComparison, content: IO[bytes]) -> None:
    made.file.save(f"{made.pk}.xlsx", File(content), save=False)
    made.save(force_insert=True)
    said: dict[str, Any] = {"as_of": made.as_of.isoformat(), "people": sum(number for _kind, number in made.counts)}
    record("coverage.report.compared", actor=made.compared_by, subject=made.report, at=made.compared_at, **said)
