"""Deciding whether what arrived after the bell counts."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.exams import rules
from courses.exams.actions.closing import ring_bell, write_down_held
from courses.exams.actions.results import settle
from courses.exams.models import AnswerEntry, Exam, LateDecision, Result, Sitting
from lms.audit.actions import record
from lms.kit.errors import Refusal
from lms.people.models import Person


class NothingLate(Refusal):
    """There is nothing to decide."""

    code = "nothing_late"
    message = gettext_lazy("No answer of this sitting waits for a decision. Look at the list again.")


class StillOpen(Refusal):
    """Before the end nothing can be late."""

    code = "still_open"
    message = gettext_lazy("This sitting has not ended yet. Decide when it has.")


class OwnSitting(Refusal):
    """Nobody decides about themselves."""

    code = "own_sitting"
    message = gettext_lazy("This is your own sitting. Somebody else decides about it.")


@transaction.atomic
def decide_late(*, sitting: Sitting, accepted: bool, reason: str, by: Person, at: datetime) -> LateDecision:
    """Have what came after the bell count, or not; the result is reckoned anew. The newest decision holds.

    It is about what has arrived by ``at``. What comes later waits for a decision of its own.

    :raises StillOpen: the sitting has not ended.
    :raises OwnSitting: ``by`` is who sat it.
    :raises NothingLate: nothing came late, or it is decided so already.
    """
    locked = _locked(sitting.pk)
    if locked.is_open:
        raise StillOpen
    if locked.person_id == by.pk:
        raise OwnSitting
    newest = _newest(locked)
    late = AnswerEntry.objects.filter(sitting=locked, late=True, received_at__lte=at)
    if newest and newest.accepted is accepted and newest.by_id:
        late = late.filter(received_at__gt=newest.at)
    if not late.exists():
        raise NothingLate
    return _decide(locked, accepted=accepted, reason=reason, by=by, at=at)


@transaction.atomic
def judge_late(*, sitting_id: int, at: datetime) -> LateDecision | None:
    """Have what came after the bell count by itself, where the exam says so; return the decision, if one was due.

    It counts if the phone, its clock put right, says that it was given before the bell. A person's word goes before.
    """
    ring_bell(sitting_id=sitting_id, at=at)
    sitting = _locked(sitting_id)
    newest = _newest(sitting)
    if sitting.is_open or sitting.exam.late_rule != Exam.LateRule.COUNT or (newest and newest.by_id):
        return None
    fresh = AnswerEntry.objects.filter(sitting=sitting, late=True, received_at__lte=at)
    if newest:
        fresh = fresh.filter(received_at__gt=newest.at)
    given = fresh.values_list("estimated_at", flat=True)
    if not any(rules.was_in_time(each, sitting.started_at, sitting.deadline_at) for each in given):
        return None
    return _decide(sitting, accepted=True, reason=_("The phone says it was given before the bell."), by=None, at=at)


def _locked(sitting_id: int) -> Sitting:
    Sitting.objects.select_for_update().get(pk=sitting_id)
    return Sitting.objects.select_related("exam__activity", "person").get(pk=sitting_id)


def _newest(sitting: Sitting) -> LateDecision | None:
    return sitting.late_decisions.order_by("pk").last()


def _decide(sitting: Sitting, *, accepted: bool, reason: str, by: Person | None, at: datetime) -> LateDecision:
    decision = LateDecision.objects.create(sitting=sitting, accepted=accepted, reason=reason, by=by, at=at)
    write_down_held(sitting)
    record("exams.late.decided", actor=by, subject=sitting, at=at, accepted=accepted, reason=reason)
    settle(sitting, cause=Result.Cause.LATE, at=at, by=by)
    return decision
