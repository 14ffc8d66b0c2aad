"""Letting people know: marks and right answers that somebody releases, and marks that time releases."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.exams import queries
from courses.exams.actions.results import publish
from courses.exams.models import Exam
from lms.audit.actions import record
from lms.kit.errors import Refusal
from lms.kit.queue import later
from lms.people.models import Person

# How long the sweep looks back: a server may stand still for some days, and extra time ends after the exam.
_LOOK_BACK = timedelta(days=7)


class NotByHand(Refusal):
    """The exam releases them by itself."""

    code = "not_released_by_hand"
    message = _("This exam releases them by itself, as its settings say. There is nothing to release by hand.")


class MarksFirst(Refusal):
    """Right answers tell what one got."""

    code = "marks_first"
    message = _("Release the marks first: whoever sees the right answers can work out the marks.")


@transaction.atomic
def release_marks(exam: Exam, by: Person | None, at: datetime) -> Exam:
    """Let people know what their sittings came to; the learning records are written then. Twice changes nothing.

    :raises NotByHand: the exam's marks are released at once, or by its end.
    """
    exam = Exam.objects.select_for_update().get(pk=exam.pk)
    if exam.marks_release != Exam.Release.BY_HAND:
        raise NotByHand
    if exam.marks_released_at is None:
        Exam.objects.filter(pk=exam.pk).update(marks_released_at=at)
        exam.marks_released_at = at
        record("exams.marks.published", actor=by, subject=exam, at=at)
        later("exams.publish", exam_id=exam.pk)
    return exam


@transaction.atomic
def release_answers(exam: Exam, by: Person | None, at: datetime) -> Exam:
    """Let people see the right answers. Twice changes nothing.

    :raises NotByHand: the exam's answers are shown by another rule.
    :raises MarksFirst: the marks are not out.
    """
    exam = Exam.objects.select_for_update().get(pk=exam.pk)
    if exam.review != Exam.Review.BY_HAND:
        raise NotByHand
    if not queries.marks_are_out(exam, at):
        raise MarksFirst
    if exam.answers_released_at is None:
        Exam.objects.filter(pk=exam.pk).update(answers_released_at=at)
        exam.answers_released_at = at
        record("exams.answers.published", actor=by, subject=exam, at=at)
    return exam


def publish_released(exam: Exam, *, at: datetime) -> int:
    """Write the records of ``exam`` if its marks are out; return how many. Called again it does nothing."""
    return publish(exam, at=at) if queries.marks_are_out(exam, at) else 0


def publish_due(*, at: datetime) -> int:
    """Do so for every exam whose marks came out of late; return how many records were written."""
    ended = Q(marks_release=Exam.Release.AFTER_WINDOW, closes_at__lte=at, closes_at__gt=at - _LOOK_BACK)
    released = Q(marks_release=Exam.Release.BY_HAND, marks_released_at__lte=at, marks_released_at__gt=at - _LOOK_BACK)
    exams = Exam.objects.filter(ended | released).with_longest_extra().order_by("pk")
    return sum(publish_released(exam, at=at) for exam in exams)
