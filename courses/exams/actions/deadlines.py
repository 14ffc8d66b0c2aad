"""Moving the bell of those who sit: by extra time for one person, or because the exam closes later."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courses.exams import queries, rules
from courses.exams.models import Exam, ExtraTime, Sitting
from lms.audit.actions import record
from lms.kit.errors import Refusal
from lms.people.models import Person

LONGEST = 600


class TimeTakenAway(Refusal):
    """Nobody loses minutes in the middle of an exam."""

    code = "extra_time_taken_away"
    message = _("%(person)s sits the exam now with %(minutes)s extra minutes. That can be more, but not less.")


class BadExtraTime(Refusal):
    """Out of bounds, or without a reason."""

    code = "bad_extra_time"
    message = _("Extra time is 1 to 600 minutes, and has a reason.")


class NothingToWithdraw(Refusal):
    """None was given, or it was withdrawn before."""

    code = "no_extra_time"
    message = _("%(person)s has no extra time in this exam, so there is none to withdraw.")


class NoReason(Refusal):
    """Whoever is told that the minutes are gone will ask why."""

    code = "extra_time_withdrawn_without_reason"
    message = _("Say why the extra time is withdrawn.")


class ExamEnded(Refusal):
    """Marks and right answers may be out already."""

    code = "exam_ended"
    message = _("This exam has ended for everybody. Extra time is given before that.")


@transaction.atomic
def give_extra_time(
    *, exam: Exam, person: Person, minutes: int, reason: str, by: Person | None, at: datetime
) -> ExtraTime:
    """Give ``person`` so many minutes beyond the exam's own, instead of any given before.

    Whoever sits the exam just now has them at once: the bell moves.

    :raises BadExtraTime: not 1 to 600 minutes, or no reason.
    :raises ExamEnded: it has ended for everybody.
    :raises TimeTakenAway: the person sits it now and would lose minutes.
    """
    had = _minutes_before(exam, person, at)
    if not 1 <= minutes <= LONGEST or not reason.strip():
        raise BadExtraTime
    _refuse_to_shorten(exam, person, had, minutes)
    now = {"minutes": minutes, "reason": reason.strip()}
    given, _is_new = ExtraTime.objects.update_or_create(exam=exam, person=person, defaults={**now, "by": by, "at": at})
    record("exams.extra_time.given", actor=by, subject=exam, at=at, person=person.pk, before=had, **now)
    move_deadlines(exam=exam, at=at, person=person)
    return given


@transaction.atomic
def withdraw_extra_time(*, exam: Exam, person: Person, reason: str, by: Person | None, at: datetime) -> ExtraTime:
    """Take back the extra minutes of ``person``. That they once had them stays on file, with 0 minutes and the reason.

    :raises ExamEnded: it has ended for everybody.
    :raises NothingToWithdraw: they have none.
    :raises NoReason: none is given.
    :raises TimeTakenAway: the person sits it now.
    """
    had = _minutes_before(exam, person, at)
    if not had:
        raise NothingToWithdraw(person=person.name)
    if not reason.strip():
        raise NoReason
    _refuse_to_shorten(exam, person, had, 0)
    given = ExtraTime.objects.get(exam=exam, person=person)
    given.minutes, given.reason, given.by, given.at = 0, reason.strip(), by, at
    given.save()
    record("exams.extra_time.revoked", actor=by, subject=exam, at=at, person=person.pk, before=had, reason=given.reason)
    return given


def _minutes_before(exam: Exam, person: Person, at: datetime) -> int:
    """Return what ``person`` has so far, and let nobody else change it meanwhile.

    :raises ExamEnded: nothing changes any more.
    """
    if at >= queries.last_bell(exam):
        raise ExamEnded
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    before = ExtraTime.objects.filter(exam=exam, person=person).first()
    return before.minutes if before else 0


def _refuse_to_shorten(exam: Exam, person: Person, had: int, minutes: int) -> None:
    if minutes < had and Sitting.objects.of(person).open().filter(exam=exam).exists():
        raise TimeTakenAway(person=person.name, minutes=had)


@transaction.atomic
def move_deadlines(*, exam: Exam, at: datetime, person: Person | None = None) -> int:
    """Move the bell of open sittings to what the exam and extra time now give; return how many moved.

    It is only ever moved to a later time.

    :param person: only of this one.
    """
    sittings = Sitting.objects.select_for_update().open().filter(exam=exam)
    extra = ExtraTime.objects.filter(exam=exam)
    if person is not None:
        sittings, extra = sittings.filter(person=person), extra.filter(person=person)
    minutes = dict(extra.values_list("person", "minutes"))
    moved = 0
    for sitting in sittings.order_by("pk"):
        bell = rules.deadline(
            sitting.started_at, exam.duration_minutes, exam.closes_at, minutes.get(sitting.person_id, 0)
        )
        if bell > sitting.deadline_at:
            before, sitting.deadline_at = sitting.deadline_at, bell
            sitting.save(update_fields=["deadline_at"])
            record(
                "exams.sitting.prolonged",
                actor=None,
                subject=sitting,
                at=at,
                before=before.isoformat(),
                now=bell.isoformat(),
            )
            moved += 1
    return moved
