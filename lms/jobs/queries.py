"""What the pages of jobs read."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import PurePosixPath

from lms.jobs.models import SILENT_AFTER, Job

SLOW_AFTER = timedelta(minutes=1)


@dataclass(frozen=True)
class Standing:
    """How a job looks to the person who waits for it."""

    job: Job
    is_over: bool
    is_stopping: bool
    is_slow: bool
    file_name: str


def standing_of(job: Job, at: datetime) -> Standing:
    """Return how ``job`` stands at ``at``: is it over, asked to stop, or without a sign of a worker for too long?"""
    heard = job.heard_at or job.created_at
    patience = SLOW_AFTER if job.state == Job.State.QUEUED else SILENT_AFTER
    return Standing(
        job=job,
        is_over=job.ended_at is not None,
        is_stopping=job.ended_at is None and job.cancel_asked_at is not None,
        is_slow=job.ended_at is None and at - heard > patience,
        # Stored as "17-name.xlsx"; the number only keeps files apart on disk.
        file_name=PurePosixPath(job.file.name or "").name.removeprefix(f"{job.pk}-"),
    )
