"""Extracts that people take along."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lms.audit.actions import record
from lms.feeds.datasets import PERMISSIONS, TITLES
from lms.jobs.actions import start
from lms.jobs.models import Job
from lms.kit.errors import Refusal
from lms.people.models import Person

EXTRACT = "feeds.extract"
PERMISSION = "feeds.make_extract"


class NotOpen(Refusal):
    """Whoever asked may not, or not any more, see what the extract would hold."""

    code = "extract_not_open"
    message = _("You may not see these data, or not any more. Nothing was taken out.")


def may_take(person: Person, what: str) -> bool:
    """Whether ``person`` may take this kind of data along."""
    return what in PERMISSIONS and person.has_perm(PERMISSION) and person.has_perm(PERMISSIONS[what])


@transaction.atomic
def ask_for_extract(*, what: str, form: str, asked: dict[str, Any], by: Person, return_url: str, at: datetime) -> Job:
    """Ask a worker for an extract. What it holds is decided when it is made, by the scope of then.

    :param what: a key of ``TITLES``; ``form`` of the formats; ``asked`` the JSON values that narrow it down.
    :raises NotOpen: ``by`` may not see such data.
    """
    if not may_take(by, what):
        raise NotOpen
    title = _("Extract: %(what)s") % {"what": TITLES[what]}
    job = start(EXTRACT, title=title, owner=by, at=at, return_url=return_url, what=what, form=form, asked=asked)
    record("feeds.extract.asked", actor=by, subject=job, at=at, what=what, form=form, **asked)
    return job


@transaction.atomic
def note_extract(job: Job, *, rows: int, sha256: str, at: datetime) -> None:
    """Write down what was taken out."""
    record("feeds.extract.made", actor=job.owner, subject=job, at=at, rows=rows, sha256=sha256)
