"""Doors for the worker."""

from celery import shared_task
from django.db import OperationalError
from django.utils import timezone

from certificates.credits import actions


@shared_task(
    name="credits.award",
    acks_late=True,
    ignore_result=True,
    autoretry_for=(OperationalError,),
    retry_backoff=True,
    max_retries=5,
)
def award(*, record_ids: list[int], **_newer: object) -> None:
    """Door to :func:`actions.award`."""
    actions.award(record_ids=record_ids, at=timezone.now())


@shared_task(
    name="credits.follow_records",
    acks_late=True,
    ignore_result=True,
    autoretry_for=(OperationalError,),
    retry_backoff=True,
    max_retries=5,
)
def follow_records(*, record_ids: list[int], **_newer: object) -> None:
    """Door to :func:`actions.follow_records`."""
    actions.follow_records(record_ids=record_ids, at=timezone.now())
