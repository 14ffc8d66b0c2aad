"""Doors for the worker."""

from celery import shared_task
from django.utils import timezone

from lms.api import actions


@shared_task(name="api.tell_uses", ignore_result=True)
def tell_uses(**_newer: object) -> None:
    """Door to :func:`actions.tell_uses`."""
    actions.tell_uses(at=timezone.now())
