"""Setting up exams."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courses.exams import queries
from courses.exams.models import BlueprintLine, Exam
from lms.audit.actions import record
from lms.kit.errors import Refusal
from lms.people.models import Organisation, Person
from lms.records.actions import ActivityDetails, declare_activity
from lms.records.models import Activity, Subject

# What a paper depends on: the same for everybody who sits the exam.
_FROZEN = ("duration_minutes", "pass_mark_hundredths", "opens_at")


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
        "Somebody has already begun this exam: its opening time, duration, pass mark and questions stay as they are."
    )


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of a blueprint."""

    subject: Subject
    kind: str
    count: int
    points: int = 1


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
        BlueprintLine(subject=line.subject, kind=line.kind, count=line.count, points=line.points, sort_order=place)
        for place, line in enumerate(lines)
    ]
    return save_exam(exam=exam, by=None, at=at)


@transaction.atomic
def save_exam(*, exam: Exam, by: Person | None, at: datetime) -> Exam:
    """Save ``exam`` with the blueprint lines it holds, and the activity its records will name.

    :raises EmptyBlueprint: it is published without a line.
    :raises BankTooSmall: it is published and the bank lacks questions.
    :raises ExamUnderWay: somebody has begun it, and what their paper came from would change.
    """
    lines = list(exam.lines.all())
    if exam.published:
        _refuse_thin_bank(lines)
    if exam.pk:
        _refuse_late_change(exam, lines)
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
    record("exams.exam.saved", actor=by, subject=exam, at=at, published=exam.published)
    return exam


def _refuse_thin_bank(lines: Sequence[BlueprintLine]) -> None:
    if not lines:
        raise EmptyBlueprint
    if short := queries.shortages(lines):
        said = [
            _("%(subject)s, %(kind)s: %(wanted)s wanted, %(there)s there")
            % {
                "subject": line.subject,
                "kind": line.get_kind_display(),
                "wanted": line.count,
                "there": there,
            }
            for line, there in short
        ]
        raise BankTooSmall(lines="; ".join(str(each) for each in said))


def _refuse_late_change(exam: Exam, lines: Sequence[BlueprintLine]) -> None:
    before = Exam.objects.select_for_update().get(pk=exam.pk)
    if not before.sittings.exists():
        return
    was = {(line.subject_id, line.kind, line.count, line.points) for line in before.lines.all()}
    now = {(line.subject_id, line.kind, line.count, line.points) for line in lines}
    if was != now or any(getattr(before, name) != getattr(exam, name) for name in _FROZEN):
        raise ExamUnderWay
