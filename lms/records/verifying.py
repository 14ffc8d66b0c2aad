"""The job that recomputes all seals, and what it says in the end."""

from datetime import datetime

from django.utils.translation import gettext as _

from lms.jobs.actions import start
from lms.jobs.models import Job
from lms.people.models import Person
from lms.records.queries import Report

VERIFY = "records.verify"


def start_verifying(*, by: Person, return_url: str, at: datetime) -> Job:
    """Have a worker recompute all seals."""
    return start(VERIFY, title=_("Verifying all learning records"), owner=by, at=at, return_url=return_url)


def told(report: Report) -> str:
    """Return in a sentence what was found."""
    if report.fault:
        return report.fault.words
    said = _("%(records)s records are as they were sealed, under %(heads)s heads; %(unsealed)s newer ones wait to be.")
    return said % {"records": report.records, "heads": report.heads, "unsealed": report.unsealed}
