"""Beginning sittings."""

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courses.exams import queries, rules
from courses.exams.actions.closing import close_sitting
from courses.exams.actions.exams import BankTooSmall
from courses.exams.models import Exam, Sitting, SittingItem
from lms.audit.actions import record
from lms.kit.errors import Refusal
from lms.kit.queue import later
from lms.people.models import Person


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
    # A second past the grace: what arrives in its last moment is on the disk by then.
    bell = sitting.deadline_at + timedelta(seconds=settings.EXAM_GRACE_SECONDS + 1)
    later("exams.ring_bell", due_at=bell, sitting_id=sitting.pk)
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
