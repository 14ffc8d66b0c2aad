"""Doors for the worker."""

from celery import shared_task
from django.utils import timezone

from courses.exams import actions
from courses.exams.exchange import jobs

__all__ = ["close_due", "jobs"]


@shared_task(name="exams.close_due", ignore_result=True)
def close_due(**_newer: object) -> None:
    """Door to :func:`actions.close_due`."""
    actions.close_due(at=timezone.now())
