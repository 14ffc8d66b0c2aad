"""Ending sittings."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from courses.exams.actions.results import settle
from courses.exams.models import Result, Sitting
from lms.audit.actions import record

log = logging.getLogger(__name__)


@transaction.atomic
def submit_sitting(*, sitting: Sitting, at: datetime) -> Sitting:
    """Hand in ``sitting`` and mark what is saved. Handing in twice changes nothing; after the bell the bell counts."""
    closed_by = Sitting.ClosedBy.BELL if at > sitting.deadline_at else Sitting.ClosedBy.PERSON
    return close_sitting(sitting_id=sitting.pk, closed_by=closed_by, at=at)


@transaction.atomic
def close_sitting(*, sitting_id: int, closed_by: str, at: datetime) -> Sitting:
    """End a sitting, mark it and write the learning record; an ended one is returned as it is."""
    Sitting.objects.select_for_update().get(pk=sitting_id)
    sitting = Sitting.objects.select_related("exam__activity", "person").get(pk=sitting_id)
    if not sitting.is_open:
        return sitting
    sitting.submitted_at = min(at, sitting.deadline_at)
    sitting.closed_by = closed_by
    sitting.save(update_fields=["submitted_at", "closed_by"])
    settle(sitting, cause=Result.Cause.CLOSED, at=at)
    actor = sitting.person if closed_by == Sitting.ClosedBy.PERSON else None
    score = sitting.score_hundredths
    record("exams.sitting.closed", actor=actor, subject=sitting, at=at, closed_by=closed_by, score_hundredths=score)
    return sitting


def close_due(*, at: datetime, most: int = 1000) -> int:
    """End the sittings whose bell has rung, each in its own transaction; return how many.

    One that fails is logged and tried again by the next call; it does not hold up the others.
    """
    closed = 0
    limit = at - timedelta(seconds=settings.EXAM_GRACE_SECONDS)
    for sitting_id in list(Sitting.objects.overdue(limit).order_by("deadline_at").values_list("pk", flat=True)[:most]):
        try:
            close_sitting(sitting_id=sitting_id, closed_by=Sitting.ClosedBy.BELL, at=at)
        except Exception:
            log.exception("sitting %s could not be closed", sitting_id)
        else:
            closed += 1
    return closed
