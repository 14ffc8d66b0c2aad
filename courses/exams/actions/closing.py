"""Ending sittings: by the person, by the bell."""

import json
import logging
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from courses.exams import queries
from courses.exams.actions.receipts import receipt_from
from courses.exams.actions.results import settle
from courses.exams.models import AnswerEntry, Result, Sitting, SittingItem
from courses.exams.rules.tokens import Claim
from lms.audit.actions import record
from lms.kit import bulk

log = logging.getLogger(__name__)


@transaction.atomic
def submit_sitting(*, sitting: Sitting, at: datetime) -> Sitting:
    """Hand in ``sitting`` and mark what is saved. Handing in twice changes nothing; after the bell the bell counts."""
    closed_by = Sitting.ClosedBy.BELL if at > sitting.deadline_at else Sitting.ClosedBy.PERSON
    return close_sitting(sitting_id=sitting.pk, closed_by=closed_by, at=at)


def hand_in(claim: Claim, at: datetime) -> dict[str, Any]:
    """Hand in the sitting that ``claim`` names; return what the phone is told. Twice is the same receipt."""
    sitting = Sitting.objects.select_related("exam", "person").get(pk=claim.sitting_id, nonce=claim.nonce)
    sitting = submit_sitting(sitting=sitting, at=at)
    return {"open": False, "remaining": 0, "receipt": sitting.receipt}


@transaction.atomic
def close_sitting(*, sitting_id: int, closed_by: str, at: datetime) -> Sitting:
    """End a sitting, write down what is held and its receipt, and reckon the result; an ended one stays as it is."""
    # Whatever is being saved is kept before, and seen here, or comes after and is late.
    Sitting.objects.select_for_update().get(pk=sitting_id)
    sitting = Sitting.objects.select_related("exam__activity", "person").get(pk=sitting_id)
    if not sitting.is_open:
        return sitting
    sitting.submitted_at = min(at, sitting.deadline_at)
    sitting.closed_by = closed_by
    # What came after the bell has not been decided on: nobody can before the end.
    held = queries.held(sitting, late=False)
    sitting.receipt = receipt_from(sitting, held)
    _write_down(sitting, held)
    sitting.save(update_fields=["submitted_at", "closed_by", "receipt"])
    actor = sitting.person if closed_by == Sitting.ClosedBy.PERSON else None
    record("exams.sitting.closed", actor=actor, subject=sitting, at=at, closed_by=closed_by, receipt=sitting.receipt)
    settle(sitting, cause=Result.Cause.CLOSED, at=at)
    return sitting


def write_down_held(sitting: Sitting) -> None:
    """Write beside each question what counts as its answer."""
    _write_down(sitting, queries.held(sitting))


def _write_down(sitting: Sitting, held: dict[int, AnswerEntry]) -> None:
    items = list(sitting.items.values_list("pk", "position"))
    answers = [held.get(position) for _pk, position in items]
    columns = {
        "chosen": [json.dumps(answer.chosen if answer else []) for answer in answers],
        "text": [answer.text if answer else "" for answer in answers],
    }
    bulk.update(SittingItem, [pk for pk, _position in items], columns)


def close_due(*, at: datetime, most: int = 1000) -> int:
    """End the sittings whose bell has rung, each in its own transaction; return how many.

    One that fails is logged and tried again by the next call; it does not hold up the others.
    """
    limit = at - timedelta(seconds=settings.EXAM_GRACE_SECONDS)
    due = Sitting.objects.overdue(limit).order_by("deadline_at")
    return sum(_ring(pk, at) for pk in list(due.values_list("pk", flat=True)[:most]))


def ring_bell(*, sitting_id: int, at: datetime) -> bool:
    """End one sitting if its bell has rung; say whether it did. Where somebody was given more time, it has not."""
    limit = at - timedelta(seconds=settings.EXAM_GRACE_SECONDS)
    return Sitting.objects.overdue(limit).filter(pk=sitting_id).exists() and _ring(sitting_id, at)


def _ring(sitting_id: int, at: datetime) -> bool:
    try:
        close_sitting(sitting_id=sitting_id, closed_by=Sitting.ClosedBy.BELL, at=at)
    except Exception:
        log.exception("sitting %s could not be closed", sitting_id)
        return False
    return True
