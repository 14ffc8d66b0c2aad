"""Doors for the worker."""

from celery import shared_task
from django.db import OperationalError
from django.utils import timezone

from courses.catalogue import actions


@shared_task(
    name="catalogue.keep_in_step",
    acks_late=True,
    ignore_result=True,
    autoretry_for=(OperationalError,),
    retry_backoff=True,
    max_retries=5,
)
def keep_in_step(*, page_id: int, **_newer: object) -> None:
    """Door to :func:`actions.keep_in_step`."""
    actions.keep_in_step(page_id=page_id, at=timezone.now())
