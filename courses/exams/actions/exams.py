"""Setting up exams."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from courses.exams import queries
from courses.exams.actions.deadlines import move_deadlines
from courses.exams.models import BlueprintLine, Exam
from courses.exams.queries.bank import told
from lms.audit.actions import record
from lms.kit.errors import Refusal
from lms.kit.queue import later
from lms.people.models import Organisation, Person
from lms.records.actions import ActivityDetails, declare_activity
from lms.records.models import Activity, Subject

# What papers and results depend on: the same for everybody who sits the exam.
FROZEN = (
    *("duration_minutes", "pass_mark_hundredths", "opens_at", "shuffle_options"),
    *("partial_rule", "late_rule", "marking_tolerance_hundredths"),
)
_TYPED = ("subject", "unit", "kind", "difficulty", "count", "points")
_ASKED = ("subject_id", "unit", "kind", "difficulty", "count", "points")


class EmptyBlueprint(Refusal):
    """Nothing would be drawn."""

    code = "empty_blueprint"
    message = _("A published exam needs at least one line saying what its papers are drawn from.")


class BankTooSmall(Refusal):
    """The bank cannot fill the blueprint."""

    code = "bank_too_small"
    message = _("The question bank cannot fill this exam: %(lines)s.")


class ExamUnderWay(Refusal):
    """Somebody has sat the exam already."""

    code = "exam_under_way"
    message = _(
        "Somebody has already begun this exam, so this stays as it is: %(fields)s. Copy the exam to change it for "
        "the next time."
    )


class ClosesTooEarly(Refusal):
    """People who sit it now were promised more time."""

    code = "exam_closes_too_early"
    message = _("People who have begun have time until %(latest)s. The exam cannot close before that.")


class AttemptsUsed(Refusal):
    """Fewer attempts than somebody has had."""

    code = "exam_attempts_used"
    message = _("Somebody has already begun attempt %(used)s. Fewer attempts than that are not possible.")


class MarksAreOut(Refusal):
    """What people have seen is seen."""

    code = "exam_marks_are_out"
    message = _("The marks of this exam have been shown already. They cannot be held back any more.")


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of a blueprint."""

    subject: Subject
    kind: str
    count: int
    points: int = 1
    unit: str = ""
    difficulty: int = 0


@transaction.atomic
def create_exam(
    *, code: str, title: str, organiser: Organisation, lines: Sequence[Line], at: datetime, **settings: Any
) -> Exam:
    """Return the exam known by ``code``, made if there is none yet; an existing one is left as it is.

    :param settings: fields of :class:`Exam`: ``opens_at`` and ``closes_at`` must be among them.
    :raises BankTooSmall: it is to be published and the bank lacks questions.
    """
    if exam := Exam.objects.filter(code=code).first():
        return exam
    exam = Exam(code=code, title=title, organiser=organiser, **settings)
    exam.lines = [
        BlueprintLine(sort_order=place, **{name: getattr(line, name) for name in _TYPED})
        for place, line in enumerate(lines)
    ]
    return save_exam(exam=exam, by=None, at=at)


@transaction.atomic
def save_exam(*, exam: Exam, by: Person | None, at: datetime) -> Exam:
    """Save ``exam`` with the blueprint lines it holds, and the activity its records will name.

    :raises EmptyBlueprint: it is published without a line.
    :raises BankTooSmall: it is published and the bank lacks questions.
    :raises ExamUnderWay: somebody has begun it, and what their paper or result depends on would change.
    :raises ClosesTooEarly: somebody who sits it has more time than that.
    :raises AttemptsUsed: somebody has begun more attempts than that.
    :raises MarksAreOut: marks that were shown would be held back.
    """
    lines = list(exam.lines.all())
    before = _before(exam)
    if exam.published and (before is None or not before.published or _drawn_from(before) != _drawn_from(exam)):
        # An exam that is open may be changed in other ways although questions were retired since.
        _refuse_thin_bank(lines)
    if before is not None and before.sittings.exists():
        _refuse_late_change(before, exam)
        _refuse_taking_back(before, exam, at)
    exam.activity = declare_activity(
        source_key=f"exams:exam:{exam.uid}",
        kind=Activity.Kind.EXAM,
        title=exam.title,
        mode=Activity.Mode.ONLINE,
        details=ActivityDetails(
            planned_minutes=exam.duration_minutes,
            organiser=exam.organiser,
            subjects=list({line.subject_id: line.subject for line in lines}.values()),
        ),
    )
    exam.save()
    if before is not None and exam.closes_at > before.closes_at:
        move_deadlines(exam=exam, at=at)
    if before is not None and exam.marks_release != before.marks_release:
        later("exams.publish", exam_id=exam.pk)
    record("exams.exam.saved", actor=by, subject=exam, at=at, published=exam.published)
    return exam


def _refuse_thin_bank(lines: Sequence[BlueprintLine]) -> None:
    if not lines:
        raise EmptyBlueprint
    if short := queries.shortages(lines):
        raise BankTooSmall(lines=told(short))


def _before(exam: Exam) -> Exam | None:
    return Exam.objects.select_for_update().get(pk=exam.pk) if exam.pk else None


def _drawn_from(exam: Exam) -> set[tuple[Any, ...]]:
    return {tuple(getattr(line, name) for name in _ASKED) for line in exam.lines.all()}


def _refuse_late_change(before: Exam, exam: Exam) -> None:
    changed = [
        str(Exam._meta.get_field(name).verbose_name) for name in FROZEN if getattr(before, name) != getattr(exam, name)
    ]
    if _drawn_from(before) != _drawn_from(exam):
        changed.append(str(_("blueprint")))
    if changed:
        raise ExamUnderWay(fields=pgettext("between items of a list", ", ").join(changed))


def _refuse_taking_back(before: Exam, exam: Exam, at: datetime) -> None:
    """Refuse to take away what somebody who has begun was promised, or has seen."""
    most = before.sittings.aggregate(latest=Max("deadline_at"), used=Max("attempt"))
    if exam.closes_at < before.closes_at and exam.closes_at < most["latest"]:
        raise ClosesTooEarly(latest=date_format(timezone.localtime(most["latest"]), "Y-m-d H:i"))
    if exam.attempts < most["used"]:
        raise AttemptsUsed(used=most["used"])
    was_shown = before.sittings.filter(score_hundredths__isnull=False).exists() and queries.marks_are_out(before, at)
    if was_shown and not queries.marks_are_out(exam, at):
        raise MarksAreOut
