"""What the kit hears from Celery."""

from typing import Any

from celery.signals import task_success, worker_ready
from django.utils import timezone

from lms.kit import heartbeat, queue


@task_success.connect(dispatch_uid="kit.acknowledge")
def acknowledge(sender: Any = None, **_kwargs: Any) -> None:
    """Delete the outbox row named in the message's headers, if there is one: its task has succeeded."""
    headers = getattr(sender.request, "headers", None) or {}
    errand_id = headers.get(queue.ERRAND_HEADER) or getattr(sender.request, queue.ERRAND_HEADER, None)
    if errand_id:
        queue.acknowledge(int(errand_id))


@worker_ready.connect(dispatch_uid="kit.worker_ready")
def worker_ready_(**_kwargs: Any) -> None:
    """Count a worker that has connected to the broker as heard of."""
    heartbeat.beat(timezone.now())
