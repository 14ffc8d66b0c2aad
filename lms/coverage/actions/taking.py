"""Taking a frozen report along: its signed file, or its workbook, which a worker writes where there are many names."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from lms.audit.actions import record
from lms.coverage.models import Report
from lms.jobs.actions import start
from lms.jobs.models import Job
from lms.people.models import Person

REPORT_BOOK = "coverage.report_book"


@transaction.atomic
def start_report_book(report: Report, *, by: Person, return_url: str, at: datetime) -> Job:
    """Ask a worker to write the workbook of ``report``."""
    title = _("Workbook: %(report)s") % {"report": report}
    return start(REPORT_BOOK, title=title, owner=by, at=at, return_url=return_url, report=str(report.pk))


@transaction.atomic
def note_report_taken(viewer: Person, report: Report, *, as_file: str, at: datetime) -> None:
    """Write down that ``viewer`` took a report along, as PDF or as a workbook with its names."""
    record("coverage.report.taken", actor=viewer, subject=report, at=at, file=as_file)
