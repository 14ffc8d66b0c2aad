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
def follow_records(*, record_ids: list[int], person_ids: list[int], **_newer: object) -> None:
    """Door to :func:`actions.follow_records`."""
    actions.follow_records(record_ids=record_ids, person_ids=person_ids, at=timezone.now())


@shared_task(
    name="credits.refresh_outlooks",
    acks_late=True,
    ignore_result=True,
    autoretry_for=(OperationalError,),
    retry_backoff=True,
    max_retries=5,
)
def refresh_outlooks(*, person_ids: list[int], **_newer: object) -> None:
    """Door to :func:`actions.refresh_outlooks`."""
    actions.refresh_outlooks(person_ids=person_ids, at=timezone.now())


@shared_task(name="credits.sweep_outlooks", ignore_result=True)
def sweep_outlooks(**_newer: object) -> None:
    """Door to :func:`actions.sweep_outlooks`."""
    actions.sweep_outlooks(at=timezone.now())


@shared_task(name="credits.watch_offers", ignore_result=True)
def watch_offers(**_newer: object) -> None:
    """Door to :func:`actions.watch_offers`."""
    actions.watch_offers(at=timezone.now())
