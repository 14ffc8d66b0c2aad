"""Doors for the worker."""

import logging

from celery import shared_task
from django.utils import timezone

from lms.jobs.registry import Outcome, Progress, job_kind
from lms.kit.errors import Refusal
from lms.records import actions
from lms.records.models import TreeHead
from lms.records.queries import Verification
from lms.records.verifying import VERIFY, told

log = logging.getLogger(__name__)


@shared_task(name="records.seal", ignore_result=True)
def seal(**_newer: object) -> None:
    """Door to :func:`actions.seal`. What keeps it from sealing is told to the operator; the next hour tries again."""
    try:
        actions.seal(at=timezone.now())
    except actions.AnotherSeals as refusal:
        # The database refused, for which there is another reason if it does so every hour.
        log.warning("%s (%s)", refusal, refusal.__cause__)
    except Refusal as refusal:
        log.error("%s", refusal)


@shared_task(name="records.mail_head", acks_late=True, ignore_result=True)
def mail_head(*, head_id: int, to: str, **_newer: object) -> None:
    """Door to :func:`actions.send_head`. A mail server that is away is asked again by the outbox."""
    actions.send_head(TreeHead.objects.get(pk=head_id), to=to)


@job_kind(VERIFY)
def verify(progress: Progress, **_newer: object) -> Outcome:
    """Recompute every seal, for somebody who waits for it."""
    steps = 0

    def say(done: int, total: int) -> None:
        nonlocal steps
        if not steps:
            progress.total(total)
        progress.advance(done - steps)
        steps = done

    return Outcome(told(Verification(say=say).run()))
