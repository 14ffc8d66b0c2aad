"""Doors for the worker."""

from celery import shared_task
from django.utils import timezone

from lms.signin import ending


@shared_task(name="signin.tell_of_ending", ignore_result=True)
def tell_of_ending(**_newer: object) -> None:
    """Door to :func:`ending.tell_of_ending`, once a day."""
    ending.tell_of_ending(at=timezone.now())
