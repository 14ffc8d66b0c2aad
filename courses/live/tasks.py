"""Doors for the worker."""

from django.utils import timezone

from courses.live import actions
from lms.kit.queue import patient_task


@patient_task(name="live.settle_due")
def settle_due(**_newer: object) -> None:
    """Door to :func:`actions.settle_due`."""
    actions.settle_due(at=timezone.now())
