"""Doors for the worker."""

from django.utils import timezone

from courses.catalogue import actions
from lms.kit.queue import patient_task


@patient_task(name="catalogue.keep_in_step")
def keep_in_step(*, page_id: int, **_newer: object) -> None:
    """Door to :func:`actions.keep_in_step`."""
    actions.keep_in_step(page_id=page_id, at=timezone.now())
