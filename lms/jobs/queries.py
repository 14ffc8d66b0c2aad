"""What the pages of jobs read."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import PurePosixPath

from lms.jobs.models import SILENT_AFTER, Job
from lms.jobs.registry import needs_of
from lms.people.models import Person
from lms.people.queries import still_reaches

SLOW_AFTER = timedelta(minutes=1)


@dataclass(frozen=True)
class Standing:
    """How a job looks to the person who waits for it."""

    job: Job
    is_over: bool
    is_stopping: bool
    is_slow: bool
    file_name: str
    is_shut: bool


def may_fetch(job: Job, viewer: Person) -> bool:
    """Whether ``viewer`` may have the file of ``job``: it is theirs, and they may still see whatever is in it.

    What is in it was read by the scope of then; so the scope of today must reach all of that.
    """
    needs = needs_of(job.kind)
    own = job.owner_id == viewer.pk and viewer.is_active and bool(job.file)
    return own and (not needs or viewer.has_perm(needs)) and still_reaches(viewer, job.reach)


def standing_of(job: Job, viewer: Person, at: datetime) -> Standing:
    """Return how ``job`` stands at ``at``: is it over, asked to stop, or without a sign of a worker for too long?"""
    heard = job.heard_at or job.created_at
    patience = SLOW_AFTER if job.state == Job.State.QUEUED else SILENT_AFTER
    is_open = may_fetch(job, viewer)
    return Standing(
        job=job,
        is_over=job.ended_at is not None,
        is_stopping=job.ended_at is None and job.cancel_asked_at is not None,
        is_slow=job.ended_at is None and at - heard > patience,
        # Stored as "17-name.xlsx"; the number only keeps files apart on disk.
        file_name=PurePosixPath(job.file.name or "").name.removeprefix(f"{job.pk}-") if is_open else "",
        is_shut=bool(job.file) and not is_open,
    )
