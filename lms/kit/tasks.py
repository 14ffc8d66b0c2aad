"""Doors for the worker."""

from celery import shared_task
from django.utils import timezone

from lms.kit import cache, heartbeat, queue


@shared_task(name="kit.sweep", ignore_result=True)
def sweep(**_newer: object) -> None:
    """Door to :func:`lms.kit.queue.resend`; its run is also the sign that beat, broker and worker live."""
    now = timezone.now()
    heartbeat.beat(now)
    queue.resend(now)


@shared_task(name="kit.purge_cache", ignore_result=True)
def purge_cache(**_newer: object) -> None:
    """Door to :func:`lms.kit.cache.purge`."""
    cache.purge(timezone.now())
