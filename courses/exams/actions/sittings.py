"""Beginning and ending sittings."""

import logging
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courses.exams import queries, rules
from courses.exams.actions.exams import BankTooSmall
from courses.exams.actions.results import settle
from courses.exams.models import Exam, Result, Sitting, SittingItem
from lms.audit.actions import record
from lms.kit.errors import Refusal
from lms.people.models import Person

log = logging.getLogger(__name__)


class ExamNotOpen(Refusal):
    """Before the window, or after it."""

    code = "exam_not_open"
    message = _("This exam is not open now.")


class NoAttemptLeft(Refusal):
    """All attempts are used."""

    code = "no_attempt_left"
    message = _("You have used all %(attempts)s attempts at this exam.")


class AlreadyPassed(Refusal):
    """Nothing is left to prove."""

    code = "already_passed"
    message = _("You have already passed this exam.")


@transaction.atomic
def start_sitting(*, exam: Exam, person: Person, at: datetime, seed: int | None = None) -> Sitting:
    """Begin an attempt with a freshly drawn paper, or return the one that is open. A reload never makes another.

    :param seed: what the paper is drawn by; chance where it is ``None``.
    :raises ExamNotOpen: ``at`` is outside the exam's window.
    :raises AlreadyPassed: a former attempt passed.
    :raises NoAttemptLeft: the attempts are used up.
    :raises BankTooSmall: questions were retired since the exam was published.
    """
    # The lock is on the person: two taps of one person wait for each other, 3,000 people do not.
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    former = list(Sitting.objects.of(person).filter(exam=exam))
    for sitting in former:
        if sitting.is_open and not rules.is_over(at, sitting.deadline_at, settings.EXAM_GRACE_SECONDS):
            return sitting
        if sitting.is_open:
            close_sitting(sitting_id=sitting.pk, closed_by=Sitting.ClosedBy.BELL, at=at)
            sitting.refresh_from_db()
    if not exam.published or not exam.opens_at <= at < exam.closes_at:
        raise ExamNotOpen
    if any(sitting.passed for sitting in former):
        raise AlreadyPassed
    if len(former) >= exam.attempts:
        raise NoAttemptLeft(attempts=exam.attempts)

    sitting = Sitting.objects.create(
        exam=exam,
        person=person,
        attempt=len(former) + 1,
        seed=secrets.randbits(62) if seed is None else seed,
        started_at=at,
        deadline_at=rules.deadline(at, exam.duration_minutes, exam.closes_at),
    )
    _lay_out(sitting)
    record("exams.sitting.started", actor=person, subject=sitting, at=at, attempt=sitting.attempt)
    return sitting


def _lay_out(sitting: Sitting) -> None:
    """Draw the paper and keep it, item by item."""
    lines = list(sitting.exam.lines.select_related("subject").order_by("sort_order", "pk"))
    pools, versions = queries.pools(lines)
    if any(len(pool.questions) < pool.count for pool in pools):
        raise BankTooSmall(lines=_("questions were taken out of the bank"))
    items: list[SittingItem] = []
    for version_id, points in rules.draw(sitting.seed, pools):
        version = versions[version_id]
        for part in range(version.part_count):
            options = len(version.part(part).options)
            # What the questions of a B1 group share stands in one order.
            name = (
                version.question.code
                if version.kind == version.Kind.B1 or not part
                else f"{version.question.code}/{part}"
            )
            order = rules.option_order(sitting.seed, name, version.kind, options)
            item = SittingItem(sitting=sitting, position=len(items) + 1, version=version, part=part, order=order)
            item.points = points
            items.append(item)
    SittingItem.objects.bulk_create(items)


@transaction.atomic
def submit_sitting(*, sitting: Sitting, at: datetime) -> Sitting:
    """Hand in ``sitting`` and mark what is saved. Handing in twice changes nothing; after the bell the bell counts."""
    closed_by = Sitting.ClosedBy.BELL if at > sitting.deadline_at else Sitting.ClosedBy.PERSON
    return close_sitting(sitting_id=sitting.pk, closed_by=closed_by, at=at)


@transaction.atomic
def close_sitting(*, sitting_id: int, closed_by: str, at: datetime) -> Sitting:
    """End a sitting and settle what it came to; an ended one is returned as it is.

    A paper with written answers has no result until they are marked.
    """
    Sitting.objects.select_for_update().get(pk=sitting_id)
    sitting = Sitting.objects.select_related("exam__activity", "person").get(pk=sitting_id)
    if not sitting.is_open:
        return sitting
    _keep_answers(sitting)
    sitting.submitted_at = min(at, sitting.deadline_at)
    sitting.closed_by = closed_by
    sitting.save(update_fields=["submitted_at", "closed_by"])
    settle(sitting, cause=Result.Cause.CLOSED, at=at)
    actor = sitting.person if closed_by == Sitting.ClosedBy.PERSON else None
    said = {"closed_by": closed_by, "score_hundredths": sitting.score_hundredths}
    record("exams.sitting.closed", actor=actor, subject=sitting, at=at, **said)
    return sitting


def _keep_answers(sitting: Sitting) -> None:
    """Write what counts of each answer onto its item."""
    items = list(sitting.items.select_related("answer"))
    for item in items:
        answer = getattr(item, "answer", None)
        item.chosen = answer.chosen if answer else []
    SittingItem.objects.bulk_update(items, ["chosen"])


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
