"""Doors for the worker."""

from celery import shared_task
from django.db import OperationalError
from django.utils import timezone

from certificates.schemes import actions


@shared_task(
    name="schemes.recompute",
    acks_late=True,
    ignore_result=True,
    autoretry_for=(OperationalError,),
    retry_backoff=True,
    max_retries=5,
)
def recompute(*, person_ids: list[int], **_newer: object) -> None:
    """Door to :func:`actions.recompute`."""
    actions.recompute(person_ids=person_ids, at=timezone.now())


@shared_task(name="schemes.begin", acks_late=True, ignore_result=True)
def begin(**_newer: object) -> None:
    """Door to :func:`actions.begin_classes`."""
    actions.begin_classes(at=timezone.now())


@shared_task(name="schemes.sweep", acks_late=True, ignore_result=True)
def sweep(**_newer: object) -> None:
    """Door to :func:`actions.sweep`."""
    actions.sweep(at=timezone.now())
