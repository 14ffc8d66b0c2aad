"""Doors for the worker."""

from celery import shared_task
from django.db import OperationalError
from django.utils import timezone

from courses.live import actions


@shared_task(
    name="live.settle_due",
    acks_late=True,
    ignore_result=True,
    autoretry_for=(OperationalError,),
    retry_backoff=True,
    max_retries=5,
)
def settle_due(**_newer: object) -> None:
    """Door to :func:`actions.settle_due`."""
    actions.settle_due(at=timezone.now())
