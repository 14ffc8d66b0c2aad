"""The one place that decides what a person may see of an exam: the marks, and the right answers."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from courses.exams import rules
from courses.exams.models import Exam, Sitting


def last_bell(exam: Exam) -> datetime:
    """Return when ``exam`` has ended for everybody, extra time included. No query after ``with_longest_extra``."""
    longest: int | None = getattr(exam, "longest_extra", None)
    if longest is None:
        longest = max(exam.extra_times.values_list("minutes", flat=True), default=0)
    return exam.closes_at + timedelta(minutes=longest)


def marks_are_out(exam: Exam, at: datetime) -> bool:
    """Say whether people may know at ``at`` what their sittings of ``exam`` came to."""
    return rules.marks_are_out(exam.marks_release, _moments(exam, exam.marks_release, exam.marks_released_at, at))


def marks_shown(sitting: Sitting, at: datetime) -> bool:
    """Say whether the person may see at ``at`` what ``sitting`` came to: it has a result, and the exam releases it."""
    return sitting.score_hundredths is not None and marks_are_out(sitting.exam, at)


def answers_shown(sitting: Sitting, at: datetime, sittings: Sequence[Sitting] | None = None) -> bool:
    """Say whether the person may see the right answers to ``sitting`` at ``at``.

    Never before the marks, which they would tell, and never while the person sits the exam again.

    :param sittings: all sittings of the exam by this person, if they are known already.
    """
    exam = sitting.exam
    if exam.review == Exam.Review.NEVER or not marks_shown(sitting, at):
        return False
    if sittings is None:
        sittings = list(Sitting.objects.filter(exam=exam, person=sitting.person_id))
    if any(each.is_open for each in sittings):
        return False
    is_done = len(sittings) >= exam.attempts or any(each.passed for each in sittings)
    moments = _moments(exam, exam.review, exam.answers_released_at, at)
    return rules.answers_are_out(exam.review, moments, is_done=is_done)


def _moments(exam: Exam, rule: str, released_at: datetime | None, at: datetime) -> rules.Moments:
    # Only rules about the end need to know of extra time, and only after the exam's own.
    asks = rule not in ("at_once", "by_hand") and at >= exam.closes_at
    return rules.Moments(at=at, last_bell=last_bell(exam) if asks else exam.closes_at, released_at=released_at)
