"""Doors for the worker."""

from celery import shared_task
from django.utils import timezone

from lms.jobs import actions


@shared_task(name="jobs.run", acks_late=True, ignore_result=True)
def run(*, job_id: int, **_newer: object) -> None:
    """Door to :func:`actions.run`."""
    actions.run(job_id, at=timezone.now())
