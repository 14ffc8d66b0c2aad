"""Doors for the worker."""

from celery import shared_task
from django.utils import timezone

from courses.mentoring import actions


@shared_task(name="mentoring.remind_waiting", ignore_result=True)
def remind_waiting(**_newer: object) -> None:
    """Door to :func:`actions.remind_waiting`."""
    actions.remind_waiting(at=timezone.now())
