"""Doors for the worker."""

from celery import shared_task
from django.utils import timezone

from courses.exams import actions


@shared_task(name="exams.close_due", ignore_result=True)
def close_due(**_newer: object) -> None:
    """Door to :func:`actions.close_due`."""
    actions.close_due(at=timezone.now())


@shared_task(name="exams.judge_late", ignore_result=True)
def judge_late(*, sitting_id: int, **_newer: object) -> None:
    """Door to :func:`actions.judge_late`."""
    actions.judge_late(sitting_id=sitting_id, at=timezone.now())


@shared_task(name="exams.ring_bell", ignore_result=True)
def ring_bell(*, sitting_id: int, **_newer: object) -> None:
    """Door to :func:`actions.ring_bell`."""
    actions.ring_bell(sitting_id=sitting_id, at=timezone.now())
