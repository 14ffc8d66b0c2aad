"""Doors for the worker."""

from datetime import timedelta

from celery import shared_task
from django.db import OperationalError
from django.utils import timezone

from courses.exams import actions


@shared_task(name="exams.close_due", ignore_result=True)
def close_due(**_newer: object) -> None:
    """Door to :func:`actions.close_due`."""
    actions.close_due(at=timezone.now())


@shared_task(
    name="exams.keep_mistakes",
    acks_late=True,
    ignore_result=True,
    autoretry_for=(OperationalError,),
    retry_backoff=True,
    max_retries=5,
)
def keep_mistakes(*, record_ids: list[int], **_newer: object) -> None:
    """Door to :func:`actions.keep_mistakes_of`."""
    actions.keep_mistakes_of(record_ids=record_ids, at=timezone.now())


@shared_task(name="exams.sweep_mistakes", acks_late=True, ignore_result=True)
def sweep_mistakes(**_newer: object) -> None:
    """Door to :func:`actions.sweep_mistakes`: two days, so that a night without a worker loses nothing."""
    now = timezone.now()
    actions.sweep_mistakes(since=now - timedelta(days=2), at=now)
