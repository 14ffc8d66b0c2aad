"""Doors for the worker."""

from celery import shared_task
from django.utils import timezone

from courses.exams import actions
from courses.exams.models import Exam


@shared_task(name="exams.close_due", ignore_result=True)
def close_due(**_newer: object) -> None:
    """Door to :func:`actions.close_due`."""
    actions.close_due(at=timezone.now())


@shared_task(name="exams.publish", ignore_result=True, acks_late=True)
def publish(*, exam_id: int, **_newer: object) -> None:
    """Door to :func:`actions.publish_released`."""
    exam = Exam.objects.filter(pk=exam_id).first()
    if exam is not None:
        actions.publish_released(exam, at=timezone.now())


@shared_task(name="exams.publish_due", ignore_result=True)
def publish_due(**_newer: object) -> None:
    """Door to :func:`actions.publish_due`."""
    actions.publish_due(at=timezone.now())
