"""Extra time, and bells that move."""

from datetime import timedelta

import pytest

from courses.exams import actions, queries
from courses.exams.actions import BadExtraTime, ExamEnded, NoReason, NothingToWithdraw, TimeTakenAway
from courses.exams.models import ExtraTime
from courses.exams.rules import deadline
from lms.audit.models import Entry
from tests.factories.exams import ready_exam
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def exam():
    return ready_exam(duration_minutes=60, attempts=2)


@pytest.fixture
def doctor():
    return PersonFactory()


def give(exam, person, at, minutes=20, reason="右手骨折"):
    return actions.give_extra_time(exam=exam, person=person, minutes=minutes, reason=reason, by=PersonFactory(), at=at)


@pytest.mark.parametrize(
    ("before_closing", "extra", "after_start"),
    [
        pytest.param(90, 0, 60, id="the-exam's-own"),
        pytest.param(90, 20, 80, id="extra"),
        pytest.param(10, 0, 10, id="cut-by-the-end"),
        pytest.param(10, 20, 30, id="extra-beyond-the-end"),
    ],
)
def test_deadline_to_the_minute(at, before_closing, extra, after_start):
    assert deadline(at, 60, at + before_closing * MINUTE, extra) == at + after_start * MINUTE


def test_extra_time_given_before_is_there_from_the_start(exam, doctor, at):
    give(exam, doctor, at)

    assert actions.start_sitting(exam=exam, person=doctor, at=at).deadline_at == at + 80 * MINUTE
    assert actions.start_sitting(exam=exam, person=PersonFactory(), at=at).deadline_at == at + 60 * MINUTE
    (row,) = queries.rows_for(doctor, at)
    assert (row.minutes, row.extra_minutes) == (80, 20)
    assert [(row.minutes, row.extra_minutes) for row in queries.to_take(doctor, at)] == [(80, 20)]


def test_extra_time_moves_the_bell_of_who_sits_just_now(exam, doctor, at):
    sitting = actions.start_sitting(exam=exam, person=doctor, at=at)
    other = actions.start_sitting(exam=exam, person=PersonFactory(), at=at)

    give(exam, doctor, at + 59 * MINUTE)

    for each, minutes in ((sitting, 80), (other, 60)):
        each.refresh_from_db()
        assert each.deadline_at == at + minutes * MINUTE
    moved = Entry.objects.get(verb="exams.sitting.prolonged")
    assert moved.subject_id == str(sitting.pk)
    assert Entry.objects.get(verb="exams.extra_time.given").data["minutes"] == 20


def test_given_again_the_new_number_counts(exam, doctor, at):
    give(exam, doctor, at)
    sitting = actions.start_sitting(exam=exam, person=doctor, at=at)
    give(exam, doctor, at, minutes=30)

    sitting.refresh_from_db()
    assert sitting.deadline_at == at + 90 * MINUTE
    assert ExtraTime.objects.get().minutes == 30
    with pytest.raises(TimeTakenAway):
        give(exam, doctor, at, minutes=29)
    actions.submit_sitting(sitting=sitting, at=at)
    assert give(exam, doctor, at, minutes=10).minutes == 10


@pytest.mark.parametrize(("minutes", "reason"), [(0, "有"), (601, "有"), (10, " ")])
def test_bad_extra_time_is_refused(exam, doctor, at, minutes, reason):
    with pytest.raises(BadExtraTime):
        give(exam, doctor, at, minutes=minutes, reason=reason)


def test_nobody_is_given_time_after_the_exam(exam, doctor):
    give(exam, PersonFactory(), exam.closes_at - MINUTE, minutes=20)
    last = exam.closes_at + 20 * MINUTE

    assert give(exam, doctor, last - MINUTE).minutes == 20
    with pytest.raises(ExamEnded):
        give(exam, doctor, last)


def test_an_exam_that_closes_later_moves_the_bells_it_had_cut(exam, doctor, at):
    begun = exam.closes_at - 10 * MINUTE
    sitting = actions.start_sitting(exam=exam, person=doctor, at=begun)
    whole = actions.start_sitting(exam=exam, person=PersonFactory(), at=exam.closes_at - 60 * MINUTE)
    assert sitting.deadline_at == exam.closes_at
    exam.closes_at += 30 * MINUTE

    actions.save_exam(exam=exam, by=None, at=begun)

    for each in (sitting, whole):
        each.refresh_from_db()
    assert sitting.deadline_at == begun + 40 * MINUTE
    assert whole.deadline_at == exam.closes_at - 30 * MINUTE


def withdraw(exam, person, at, reason="误发，本人并未骨折"):
    return actions.withdraw_extra_time(exam=exam, person=person, reason=reason, by=PersonFactory(), at=at)


def test_extra_time_is_withdrawn_and_stays_on_file_with_its_reason(exam, doctor, at):
    give(exam, doctor, at)

    left = withdraw(exam, doctor, at + MINUTE)

    assert ExtraTime.objects.get() == left
    assert (left.minutes, left.reason, left.at) == (0, "误发，本人并未骨折", at + MINUTE)
    said = Entry.objects.get(verb="exams.extra_time.revoked").data
    assert (said["person"], said["before"], said["reason"]) == (doctor.pk, 20, left.reason)
    (row,) = queries.rows_for(doctor, at)
    assert (row.minutes, row.extra_minutes) == (60, 0)
    assert actions.start_sitting(exam=exam, person=doctor, at=at).deadline_at == at + 60 * MINUTE
    assert queries.last_bell(exam) == exam.closes_at


def test_what_was_withdrawn_may_be_given_again(exam, doctor, at):
    give(exam, doctor, at)
    withdraw(exam, doctor, at)

    assert give(exam, doctor, at, minutes=5).minutes == 5
    assert Entry.objects.filter(verb="exams.extra_time.given").latest("pk").data["before"] == 0


def test_withdrawing_is_refused_where_there_is_nothing_or_no_reason_or_somebody_sits(exam, doctor, at):
    with pytest.raises(NothingToWithdraw):
        withdraw(exam, doctor, at)
    give(exam, doctor, at)
    with pytest.raises(NoReason):
        withdraw(exam, doctor, at, reason=" ")
    actions.start_sitting(exam=exam, person=doctor, at=at)
    with pytest.raises(TimeTakenAway):
        withdraw(exam, doctor, at)
    with pytest.raises(ExamEnded):
        withdraw(exam, doctor, exam.closes_at + 20 * MINUTE)

    assert ExtraTime.objects.get().minutes == 20
    give(exam, other := PersonFactory(), at)
    withdraw(exam, other, at)
    with pytest.raises(NothingToWithdraw):
        withdraw(exam, other, at)
