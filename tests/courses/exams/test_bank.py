"""Writing the bank, and setting up exams from it."""

import json
from pathlib import Path

import pytest
from django.conf import settings

from courses.exams import actions
from courses.exams.actions import BadQuestion, BankTooSmall, EmptyBlueprint, ExamUnderWay, Line, Wording
from courses.exams.models import BlueprintLine, Exam, Question, QuestionVersion
from lms.audit.models import Entry
from lms.records.models import Activity
from tests.factories.exams import QuestionVersionFactory, fill_bank, ready_exam
from tests.factories.people import OrganisationFactory, PersonFactory
from tests.factories.records import SubjectFactory

pytestmark = pytest.mark.django_db
BANK = Path(settings.BASE_DIR) / "lms/demo/content/questions.json"


def wording(**changes):
    return Wording(**{"kind": "single", "stem": "哪个？", "options": ["甲", "乙"], "right": [1], **changes})


def test_write_question_makes_the_first_version(at):
    editor, subject = PersonFactory(), SubjectFactory()

    question = actions.write_question(code="q1", subject=subject, wording=wording(stem=" 哪个？ "), at=at, by=editor)

    version = question.versions.get()
    assert (version.number, version.stem, version.right, version.made_by, version.made_at) == (
        1,
        "哪个？",
        [1],
        editor,
        at,
    )
    assert Entry.objects.get().verb == "exams.question.written"


def test_write_question_again_changes_nothing(at):
    subject = SubjectFactory()
    for _ in range(2):
        actions.write_question(code="q1", subject=subject, wording=wording(), at=at)

    assert QuestionVersion.objects.count() == 1
    assert Entry.objects.count() == 1


def test_a_new_wording_is_a_new_version_and_the_old_one_stays(at):
    subject, keeper = SubjectFactory(), OrganisationFactory()
    actions.write_question(code="q1", subject=subject, wording=wording(), at=at)

    actions.write_question(code="q1", subject=SubjectFactory(), wording=wording(right=[0]), at=at, keeper=keeper)

    question = Question.objects.get()
    assert list(question.versions.order_by("number").values_list("number", "right")) == [(1, [1]), (2, [0])]
    assert question.subject != subject
    assert question.keeper == keeper


@pytest.mark.parametrize("right", [[], [0, 1], [5]])
def test_a_bad_question_is_refused_and_leaves_no_trace(right, at):
    with pytest.raises(BadQuestion, match="q1"):
        actions.write_question(code="q1", subject=SubjectFactory(), wording=wording(right=right), at=at)

    assert not Question.objects.exists()
    assert not Entry.objects.exists()


def test_retired_questions_are_no_longer_drawn(at):
    question = QuestionVersionFactory().question

    for _ in range(2):
        actions.retire_question(question=question, by=None, at=at)

    assert not QuestionVersion.objects.current().exists()
    assert Entry.objects.count() == 1


def test_a_restored_question_is_drawn_again(at):
    question = QuestionVersionFactory(question__retired_at=at).question

    for _ in range(2):
        actions.restore_question(question=question, by=None, at=at)

    assert QuestionVersion.objects.current().get().question == question
    assert Entry.objects.get().verb == "exams.question.restored"


def test_the_demo_bank_loads_and_loading_again_changes_nothing(at):
    rows = json.loads(BANK.read_text("utf-8"))

    first = actions.load_questions(BANK, at=at)
    again = actions.load_questions(rows, at=at)

    assert len(first) == len(rows) >= 60
    assert [q.pk for q in again] == [q.pk for q in first]
    assert QuestionVersion.objects.count() == len(rows)


def test_one_bad_row_loads_nothing(at):
    rows = json.loads(BANK.read_text("utf-8"))[:3]
    rows[2]["right"] = []

    with pytest.raises(BadQuestion):
        actions.load_questions(rows, at=at)

    assert not Question.objects.exists()


def test_create_exam_declares_what_its_records_name(at):
    exam = ready_exam(duration_minutes=45)

    activity = Activity.objects.get()
    assert exam.activity == activity
    assert (activity.kind, activity.title, activity.planned_minutes) == ("exam", exam.title, 45)
    assert list(activity.subjects.all()) == [exam.lines.first().subject]
    assert exam.lines.count() == 3


def test_create_exam_again_returns_the_same(at):
    exam = ready_exam(code="same")

    again = actions.create_exam(code="same", title="别的", organiser=exam.organiser, lines=[], at=at)

    assert again == exam
    assert again.title == exam.title
    assert Activity.objects.count() == 1


def test_a_published_exam_needs_a_bank_that_fills_it(at):
    subject = fill_bank(single=2)

    with pytest.raises(BankTooSmall) as refused:
        ready_lines(subject, at, count=3, published=True)

    assert (subject.name in str(refused.value), "3" in str(refused.value)) == (True, True)
    assert not Exam.objects.exists()


def test_a_published_exam_needs_a_blueprint(at):
    with pytest.raises(EmptyBlueprint):
        actions.create_exam(
            code="e",
            title="空",
            organiser=OrganisationFactory(),
            lines=[],
            at=at,
            published=True,
            opens_at=at,
            closes_at=at,
        )


def test_a_draft_may_ask_for_more_than_the_bank_has(at):
    exam = ready_lines(fill_bank(single=2), at, count=3, published=False)

    assert exam.lines.get().count == 3


def ready_lines(subject, at, *, count, published):
    return actions.create_exam(
        code="e",
        title="考试",
        organiser=OrganisationFactory(),
        lines=[Line(subject=subject, kind="single", count=count)],
        at=at,
        published=published,
        opens_at=at,
        closes_at=at.replace(day=28),
    )


@pytest.mark.parametrize("change", ["duration_minutes", "pass_mark_hundredths", "lines"])
def test_what_papers_come_from_is_frozen_once_somebody_began(change, at):
    exam = ready_exam()
    actions.start_sitting(exam=exam, person=PersonFactory(), at=at)
    exam = Exam.objects.get()
    if change == "lines":
        exam.lines = [BlueprintLine(subject=exam.lines.first().subject, kind="single", count=1)]
    else:
        setattr(exam, change, 30)

    with pytest.raises(ExamUnderWay):
        actions.save_exam(exam=exam, by=None, at=at)


def test_the_closing_time_and_title_may_change_while_it_runs(at):
    exam = ready_exam()
    actions.start_sitting(exam=exam, person=PersonFactory(), at=at)
    exam = Exam.objects.get()
    exam.title, exam.closes_at = "改名", at.replace(day=29)

    actions.save_exam(exam=exam, by=None, at=at)

    assert Activity.objects.get().title == "改名"


def test_before_anybody_began_everything_may_change(at):
    ready_exam()
    exam = Exam.objects.get()
    exam.duration_minutes = 90
    exam.lines = [BlueprintLine(subject=exam.lines.first().subject, kind="single", count=1)]

    actions.save_exam(exam=exam, by=None, at=at)

    assert (Exam.objects.get().duration_minutes, BlueprintLine.objects.get().count) == (90, 1)
