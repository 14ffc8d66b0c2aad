"""What may be changed of an exam once somebody has begun it, and copying one."""

from datetime import timedelta

import pytest

from courses.exams import actions
from courses.exams.actions import (
    FROZEN,
    AttemptsUsed,
    BankTooSmall,
    ClosesTooEarly,
    EmptyBlueprint,
    ExamUnderWay,
    MarksAreOut,
)
from courses.exams.models import BlueprintLine, Exam, Question
from lms.audit.models import Entry
from lms.records.models import LearningRecord
from tests.factories.exams import fill_bank, ready_exam
from tests.factories.people import OrganisationFactory, PersonFactory, RosterFactory

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
OTHER = {
    "duration_minutes": 90,
    "pass_mark_hundredths": 7000,
    "shuffle_options": False,
    "partial_rule": "per_option",
    "late_rule": "count",
    "marking_tolerance_hundredths": 300,
}


@pytest.fixture
def exam():
    return ready_exam(attempts=3)


@pytest.fixture
def sitting(exam, at):
    return actions.start_sitting(exam=exam, person=PersonFactory(), at=at)


def save(exam, at):
    return actions.save_exam(exam=exam, by=PersonFactory(), at=at)


@pytest.mark.parametrize("name", FROZEN)
def test_what_results_depend_on_stays_once_somebody_has_begun(exam, at, name):
    value = OTHER.get(name, exam.opens_at - MINUTE)
    setattr(exam, name, value)
    save(exam, at)
    setattr(exam, name, Exam._meta.get_field(name).default if name in OTHER else exam.opens_at + MINUTE)
    save(exam, at)
    actions.start_sitting(exam=exam, person=PersonFactory(), at=at)
    setattr(exam, name, value)

    with pytest.raises(ExamUnderWay) as said_no:
        save(exam, at)

    assert str(Exam._meta.get_field(name).verbose_name) in str(said_no.value)


@pytest.mark.parametrize("change", [{"unit": "2"}, {"difficulty": 3}, {"points": 9}, {"count": 1}])
def test_the_blueprint_stays_once_somebody_has_begun(exam, sitting, at, change):
    line = exam.lines.first()
    for name, value in change.items():
        setattr(line, name, value)
    exam.lines = [line, *list(exam.lines.all())[1:]]
    exam.published = False

    with pytest.raises(ExamUnderWay):
        save(exam, at)


def test_other_things_may_be_changed_also_when_the_bank_has_shrunk(exam, sitting, at):
    actions.retire_question(question=Question.objects.first(), by=None, at=at)
    exam.title, exam.attempts, exam.closes_at = "改个名", 4, exam.closes_at + MINUTE

    assert save(exam, at).title == "改个名"
    exam.published = False
    save(exam, at)
    exam.published = True
    with pytest.raises(BankTooSmall):
        save(exam, at)


def test_an_exam_does_not_close_before_the_bell_of_who_sits(exam, sitting, at):
    exam.closes_at = sitting.deadline_at - MINUTE
    with pytest.raises(ClosesTooEarly):
        save(exam, at)

    exam.closes_at = sitting.deadline_at
    assert save(exam, at).closes_at == sitting.deadline_at


def test_attempts_that_were_begun_are_not_taken_away(exam, sitting, at):
    actions.submit_sitting(sitting=sitting, at=at)
    actions.start_sitting(exam=exam, person=sitting.person, at=at)
    exam.attempts = 1
    with pytest.raises(AttemptsUsed, match="2"):
        save(exam, at)

    exam.attempts = 2
    assert save(exam, at).attempts == 2


def test_marks_that_were_shown_are_not_held_back(exam, sitting, at):
    exam.marks_release = "by_hand"
    save(exam, at)
    exam.marks_release = "at_once"
    save(exam, at)
    actions.submit_sitting(sitting=sitting, at=at)

    for rule in ("by_hand", "after_window"):
        exam.marks_release = rule
        with pytest.raises(MarksAreOut):
            save(exam, at)


def test_marks_that_are_let_out_earlier_go_on_record(at, work, time_machine):
    time_machine.move_to(at, tick=False)
    exam = ready_exam(marks_release="after_window")
    actions.submit_sitting(sitting=actions.start_sitting(exam=exam, person=PersonFactory(), at=at), at=at)
    assert not LearningRecord.objects.exists()
    exam.marks_release = "at_once"

    save(exam, at)
    work()

    assert LearningRecord.objects.count() == 1


def test_an_exam_of_nothing_is_not_published(at):
    exam = Exam(code="none", title="空", organiser=OrganisationFactory(), published=True)
    exam.opens_at, exam.closes_at = at, at + MINUTE

    with pytest.raises(EmptyBlueprint):
        save(exam, at)


def test_overlapping_lines_that_the_bank_cannot_fill_together_are_not_published(at):
    exam = ready_exam(published=False)
    subject = fill_bank(single=3)
    exam.lines = [
        BlueprintLine(subject=subject, kind="single", count=2, difficulty=1),
        BlueprintLine(subject=subject, kind="single", count=2),
    ]
    exam.published = True

    with pytest.raises(BankTooSmall, match="4"):
        save(exam, at)


def test_a_copy_has_everything_but_people_who_sat_it(exam, sitting, at):
    roster, editor = RosterFactory(), PersonFactory()
    Exam.objects.get(pk=exam.pk).rosters.through.objects.create(exam=exam, roster=roster)
    Exam.objects.filter(pk=exam.pk).update(access_code="1234", partial_rule="per_option", marks_release="by_hand")
    exam = Exam.objects.get(pk=exam.pk)

    copy = actions.copy_exam(exam=exam, by=editor, at=at)
    again = actions.copy_exam(exam=exam, by=editor, at=at)

    assert [copy.code, again.code] == [f"{exam.code}-2", f"{exam.code}-3"]
    copy = Exam.objects.get(pk=copy.pk)
    assert (copy.published, copy.access_code, copy.partial_rule, copy.marks_release) == (
        False,
        "",
        "per_option",
        "by_hand",
    )
    asked = ("subject", "unit", "kind", "difficulty", "count", "points")
    assert set(copy.lines.values_list(*asked)) == set(exam.lines.values_list(*asked))
    assert list(copy.rosters.all()) == [roster]
    assert copy.activity != exam.activity
    assert Entry.objects.filter(verb="exams.exam.copied", actor_id=str(editor.pk)).count() == 2
