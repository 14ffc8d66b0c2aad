"""A task that succeeds acknowledges the errand that asked for it."""

from typing import Any

from celery.signals import task_success

from lms.kit import queue


@task_success.connect(dispatch_uid="kit.acknowledge")
def acknowledge(sender: Any = None, **_kwargs: Any) -> None:
    """Delete the outbox row named in the message's headers, if there is one."""
    headers = getattr(sender.request, "headers", None) or {}
    errand_id = headers.get(queue.ERRAND_HEADER) or getattr(sender.request, queue.ERRAND_HEADER, None)
    if errand_id:
        queue.acknowledge(int(errand_id))
