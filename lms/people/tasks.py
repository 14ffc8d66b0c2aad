"""Doors for the worker."""

from celery import shared_task
from django.utils import timezone

from lms.people import actions


@shared_task(name="people.sync_memberships", ignore_result=True)
def sync_memberships(**_newer: object) -> None:
    """Door to :func:`actions.sync_memberships`, for appointments that begin or end by their date."""
    actions.sync_memberships(at=timezone.now())
