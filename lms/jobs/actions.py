"""Starting, running and cancelling jobs."""

import logging
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lms.audit.actions import record
from lms.jobs import registry
from lms.jobs.models import Job
from lms.kit.errors import Refusal
from lms.kit.queue import later
from lms.people.models import Person
from lms.people.queries import person_today, reach_of, still_reaches

log = logging.getLogger(__name__)


@transaction.atomic
def start(kind: str, *, title: str, owner: Person, at: datetime, return_url: str = "", **arguments: Any) -> Job:
    """Ask a worker to run the job registered as ``kind`` with ``arguments`` (JSON values); return its row at once."""
    job = Job.objects.create(
        kind=kind, title=str(title)[:150], owner=owner, arguments=arguments, created_at=at, return_url=return_url
    )
    record("jobs.job.started", actor=owner, subject=job, at=at, kind=kind)
    later("jobs.run", job_id=job.pk)
    return job


@transaction.atomic
def ask_to_cancel(job: Job, *, at: datetime) -> None:
    """Ask a job to stop at its next step; one that has ended stays as it is."""
    waiting = Job.objects.filter(pk=job.pk, state=Job.State.QUEUED)
    if not waiting.update(state=Job.State.CANCELLED, cancel_asked_at=at, ended_at=at):
        Job.objects.filter(pk=job.pk, ended_at=None).update(cancel_asked_at=at)


class StillRunning(Exception):
    """Another worker has this job; the errand stays, and is sent again in case that worker dies."""


def run(job_id: int, *, at: datetime) -> None:
    """Run one job to its end. A job that has ended is left alone, so a second delivery does nothing.

    :raises StillRunning: another worker is at it and alive.
    """
    job = Job.objects.get(pk=job_id)
    if job.ended_at:
        return
    job.owner = person_today(job.owner_id)
    claim = {"state": Job.State.RUNNING, "started_at": at, "heard_at": at, "message": "", "reach": reach_of(job.owner)}
    if not Job.objects.filter(pk=job_id).claimable(at).update(**claim):
        raise StillRunning(job_id)
    job.started_at = at
    progress = registry.Progress(job)
    try:
        outcome = registry.runner_of(job.kind)(progress, **job.arguments)
    except registry.Cancelled:
        _end(progress, Job.State.CANCELLED, registry.Outcome(_("Stopped at your request. What was done stays done.")))
    except Refusal as refusal:
        _end(progress, Job.State.FAILED, registry.Outcome(str(refusal), refusal.data.get("result")))
    except Exception:
        log.exception("job %s (%s) failed", job.pk, job.kind)
        _end(progress, Job.State.FAILED, registry.Outcome(_("Something went wrong on our side. Please try again.")))
    else:
        _end(progress, Job.State.DONE, outcome)


def _end(progress: registry.Progress, state: str, outcome: registry.Outcome) -> None:
    """Write down how a run ended, unless another worker took the job over because this run was not heard of."""
    with transaction.atomic():
        job = Job.objects.select_for_update().get(pk=progress.job.pk)
        if (job.state, job.started_at) != (Job.State.RUNNING, progress.job.started_at):
            return
        try:
            _keep(job, state, outcome, progress.now)
        except BaseException:
            job.file.delete(save=False)
            raise


def _keep(job: Job, state: str, outcome: registry.Outcome, at: datetime) -> None:
    # Asked anew: the role that opened what is in the file may have ended while it was being made.
    if outcome.file is not None and not still_reaches(person_today(job.owner_id), job.reach):
        state, outcome = Job.State.FAILED, registry.Outcome(_("Your role has ended meanwhile. No file was kept."))
    job.state, job.ended_at = state, at
    job.message, job.result = outcome.message[:500], outcome.result or {}
    if outcome.file is not None:
        job.file.save(f"{job.pk}-{outcome.file_name}", outcome.file, save=False)
    job.save()
