"""Beginning, saving, resuming, handing in, and the bell."""

from datetime import timedelta

import pytest

from courses.exams import actions, queries
from courses.exams.actions import (
    AlreadyPassed,
    AnswerMalformed,
    AnswerStale,
    BankTooSmall,
    ExamNotOpen,
    FormEntry,
    NoAttemptLeft,
    NotOnPaper,
    SittingOver,
    SittingSubmitted,
)
from courses.exams.models import Answer, Question, Sitting, SittingItem
from lms.audit.models import Entry
from lms.records.models import LearningRecord
from tests.factories.exams import ready_exam, right_places
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture
def exam():
    return ready_exam(duration_minutes=60, attempts=2)


@pytest.fixture
def sitting(exam, at):
    return actions.start_sitting(exam=exam, person=PersonFactory(), at=at, seed=11)


def answer_right(sitting, at, *, most=99):
    for item in sitting.items.select_related("version").order_by("position")[:most]:
        actions.save_answer(sitting=sitting, position=item.position, shown=right_places(item), sequence=1, at=at)


def test_start_draws_a_whole_paper_in_the_order_of_the_blueprint(sitting, at):
    kinds = [item.version.kind for item in sitting.items.select_related("version").order_by("position")]

    assert kinds == ["single"] * 4 + ["multiple"] * 2 + ["true_false"] * 2
    assert sitting.deadline_at == at + timedelta(minutes=60)
    assert Entry.objects.filter(verb="exams.sitting.started").count() == 1


def test_the_seed_draws_the_same_paper_again(exam, sitting, at):
    other = actions.start_sitting(exam=exam, person=PersonFactory(), at=at, seed=11)

    fields = ("position", "version", "order", "points")
    assert list(other.items.order_by("position").values_list(*fields)) == list(
        sitting.items.order_by("position").values_list(*fields)
    )


def test_start_again_is_the_same_sitting(exam, sitting, at):
    again = actions.start_sitting(exam=exam, person=sitting.person, at=at + timedelta(minutes=59))

    assert again == sitting
    assert again.deadline_at == sitting.deadline_at
    assert SittingItem.objects.count() == 8


def test_the_closing_of_the_exam_ends_a_late_sitting(exam):
    late = exam.closes_at - timedelta(minutes=10)

    assert actions.start_sitting(exam=exam, person=PersonFactory(), at=late).deadline_at == exam.closes_at


@pytest.mark.parametrize(
    ("moment", "offset", "opens"),
    [
        pytest.param("opens_at", -SECOND, False, id="a-second-early"),
        pytest.param("opens_at", 0 * SECOND, True, id="as-it-opens"),
        pytest.param("closes_at", -SECOND, True, id="the-last-second"),
        pytest.param("closes_at", 0 * SECOND, False, id="as-it-closes"),
    ],
)
def test_the_window_to_the_second(exam, moment, offset, opens):
    at = getattr(exam, moment) + offset
    if opens:
        assert actions.start_sitting(exam=exam, person=PersonFactory(), at=at).is_open
        return
    with pytest.raises(ExamNotOpen):
        actions.start_sitting(exam=exam, person=PersonFactory(), at=at)
    assert not Sitting.objects.exists()


def test_an_unpublished_exam_does_not_begin(exam, at):
    exam.published = False

    with pytest.raises(ExamNotOpen):
        actions.start_sitting(exam=exam, person=PersonFactory(), at=at)


def test_attempts_run_out(exam, sitting, at):
    actions.submit_sitting(sitting=sitting, at=at)
    second = actions.start_sitting(exam=exam, person=sitting.person, at=at)
    assert second.attempt == 2
    actions.submit_sitting(sitting=second, at=at)

    with pytest.raises(NoAttemptLeft, match="2"):
        actions.start_sitting(exam=exam, person=sitting.person, at=at)


def test_who_has_passed_does_not_sit_again(exam, sitting, at):
    answer_right(sitting, at)
    actions.submit_sitting(sitting=sitting, at=at)

    with pytest.raises(AlreadyPassed):
        actions.start_sitting(exam=exam, person=sitting.person, at=at)


def test_start_after_the_bell_ends_the_old_sitting_first(exam, sitting, at):
    second = actions.start_sitting(exam=exam, person=sitting.person, at=at + timedelta(hours=2))

    sitting.refresh_from_db()
    assert (sitting.closed_by, second.attempt) == ("bell", 2)


def test_start_refuses_when_the_bank_shrank(exam, at):
    actions.retire_question(question=Question.objects.first(), by=None, at=at)

    with pytest.raises(BankTooSmall):
        actions.start_sitting(exam=exam, person=PersonFactory(), at=at)
    assert not Sitting.objects.exists()


def test_save_answer_keeps_the_options_own_indexes(sitting, at):
    item = sitting.items.select_related("version").get(position=1)

    answer = actions.save_answer(sitting=sitting, position=1, shown=[2], sequence=1, at=at)

    assert answer.chosen == [item.order[2]]
    assert queries.shown(sitting, 1).options[2].chosen


def test_the_same_save_five_times_is_one_answer(sitting, at):
    held = [
        actions.save_answer(sitting=sitting, position=1, shown=[2], sequence=1, at=at + n * SECOND) for n in range(5)
    ]

    assert len({answer.pk for answer in held}) == 1
    assert Answer.objects.get().saved_at == at


def test_an_older_save_that_arrives_late_changes_nothing(sitting, at):
    actions.save_answer(sitting=sitting, position=1, shown=[2], sequence=5, at=at)

    for sequence in (4, 5):
        with pytest.raises(AnswerStale):
            actions.save_answer(sitting=sitting, position=1, shown=[0], sequence=sequence, at=at)

    assert Answer.objects.get().sequence == 5
    assert queries.shown(sitting, 1).options[2].chosen


def test_a_choice_may_be_taken_back(sitting, at):
    actions.save_answer(sitting=sitting, position=5, shown=[0, 1], sequence=1, at=at)
    actions.save_answer(sitting=sitting, position=5, shown=[], sequence=2, at=at)

    assert not queries.shown(sitting, 5).answered


@pytest.mark.parametrize(
    ("position", "shown", "sequence", "refusal"),
    [
        pytest.param(9, [0], 1, NotOnPaper, id="not-on-the-paper"),
        pytest.param(1, [0, 1], 1, AnswerMalformed, id="two-for-single"),
        pytest.param(1, [4], 1, AnswerMalformed, id="no-such-option"),
        pytest.param(1, [0], 0, AnswerMalformed, id="sequence-nought"),
    ],
)
def test_save_answer_refuses_and_leaves_no_trace(sitting, position, shown, sequence, refusal, at):
    with pytest.raises(refusal):
        actions.save_answer(sitting=sitting, position=position, shown=shown, sequence=sequence, at=at)

    assert not Answer.objects.exists()


@pytest.mark.parametrize(
    ("late_by", "kept"),
    [
        pytest.param(-SECOND, True, id="a-second-before"),
        pytest.param(0 * SECOND, True, id="at-the-bell"),
        pytest.param(5 * SECOND, True, id="within-the-grace"),
        pytest.param(6 * SECOND, False, id="after-the-grace"),
    ],
)
def test_the_bell_to_the_second(sitting, late_by, kept):
    at = sitting.deadline_at + late_by
    if kept:
        actions.save_answer(sitting=sitting, position=1, shown=[0], sequence=1, at=at)
        assert Answer.objects.count() == 1
        return
    with pytest.raises(SittingOver):
        actions.save_answer(sitting=sitting, position=1, shown=[0], sequence=1, at=at)
    with pytest.raises(SittingOver):
        actions.save_form(sitting=sitting, entries=[FormEntry(1, (0,), 0)], at=at)
    assert not Answer.objects.exists()


def test_nothing_is_saved_after_handing_in(sitting, at):
    actions.submit_sitting(sitting=sitting, at=at)

    with pytest.raises(SittingSubmitted):
        actions.save_answer(sitting=sitting, position=1, shown=[0], sequence=1, at=at)


def test_a_whole_form_saves_what_changed(sitting, at):
    entries = [FormEntry(1, (0,), 0), FormEntry(2, (), 0), FormEntry(5, (1, 3), 0)]

    assert actions.save_form(sitting=sitting, entries=entries, at=at) == []

    assert [item.position for item in queries.paper(sitting) if item.answered] == [1, 5]
    actions.save_form(sitting=sitting, entries=[FormEntry(1, (), 1), FormEntry(5, (1, 3), 1)], at=at + SECOND)
    assert [item.position for item in queries.paper(sitting) if item.answered] == [5]
    assert sorted(Answer.objects.values_list("sequence", flat=True)) == [1, 2]


def test_an_old_form_does_not_undo_what_another_window_saved(sitting, at):
    actions.save_answer(sitting=sitting, position=1, shown=[2], sequence=3, at=at)

    left = actions.save_form(sitting=sitting, entries=[FormEntry(1, (), 0), FormEntry(2, (1,), 0)], at=at)

    assert left == [1]
    assert queries.shown(sitting, 1).options[2].chosen
    assert queries.shown(sitting, 2).answered


def test_a_form_with_one_impossible_choice_saves_nothing(sitting, at):
    with pytest.raises(AnswerMalformed):
        actions.save_form(sitting=sitting, entries=[FormEntry(1, (0,), 0), FormEntry(2, (0, 1), 0)], at=at)
    with pytest.raises(NotOnPaper):
        actions.save_form(sitting=sitting, entries=[FormEntry(1, (0,), 0), FormEntry(99, (0,), 0)], at=at)

    assert not Answer.objects.exists()


def test_submit_marks_and_writes_one_record(sitting, at):
    answer_right(sitting, at, most=5)

    done = actions.submit_sitting(sitting=sitting, at=at + timedelta(minutes=20))

    record = LearningRecord.objects.get()
    assert (done.score_hundredths, done.passed, done.closed_by) == (6250, True, "person")
    assert (record.person, record.activity, record.outcome) == (sitting.person, sitting.exam.activity, "passed")
    assert (record.score_hundredths, record.minutes, record.source_key) == (6250, 20, f"exams:sitting:{sitting.pk}")
    assert sum(sitting.items.values_list("earned_hundredths", flat=True)) == 500


def test_a_mark_below_the_pass_mark_is_a_fail(sitting, at):
    answer_right(sitting, at, most=4)

    assert actions.submit_sitting(sitting=sitting, at=at).passed is False
    assert LearningRecord.objects.get().outcome == "failed"


def test_submit_again_changes_nothing(sitting, at):
    first = actions.submit_sitting(sitting=sitting, at=at)
    again = actions.submit_sitting(sitting=sitting, at=at + SECOND)

    assert again.submitted_at == first.submitted_at
    assert LearningRecord.objects.count() == 1
    assert Entry.objects.filter(verb="exams.sitting.closed").count() == 1


def test_close_due_ends_what_is_over_and_marks_what_was_saved(exam, sitting, at):
    answer_right(sitting, at)
    running = actions.start_sitting(exam=exam, person=PersonFactory(), at=at + timedelta(minutes=1))

    assert actions.close_due(at=sitting.deadline_at + 5 * SECOND) == 0
    assert actions.close_due(at=sitting.deadline_at + 6 * SECOND) == 1

    sitting.refresh_from_db()
    running.refresh_from_db()
    assert (sitting.closed_by, sitting.score_hundredths, sitting.submitted_at) == ("bell", 10000, sitting.deadline_at)
    assert running.is_open
    assert LearningRecord.objects.get().happened_at == sitting.deadline_at
    with pytest.raises(SittingOver):
        actions.save_answer(sitting=sitting, position=1, shown=[0], sequence=9, at=at)


def test_one_sitting_that_cannot_be_closed_does_not_hold_up_the_others(exam, sitting, at, monkeypatch):
    actions.start_sitting(exam=exam, person=PersonFactory(), at=at + SECOND)
    from courses.exams.actions import results

    real = results.write
    monkeypatch.setattr(
        results, "write", lambda deed, at: 1 / 0 if deed.person == sitting.person else real(deed, at=at)
    )

    assert actions.close_due(at=at + timedelta(hours=2)) == 1

    sitting.refresh_from_db()
    assert sitting.is_open
    monkeypatch.undo()
    assert actions.close_due(at=at + timedelta(hours=2)) == 1


def test_close_due_task_is_safe_twice(sitting, monkeypatch):
    from courses.exams import tasks

    monkeypatch.setattr(tasks.timezone, "now", lambda: sitting.deadline_at + timedelta(minutes=1))
    tasks.close_due()
    tasks.close_due(newer="argument")

    assert LearningRecord.objects.count() == 1
