"""What a person may know, and from which minute on."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from courses.exams import actions, queries
from courses.exams.actions import MarksFirst, NotByHand
from courses.exams.models import Exam
from courses.exams.rules import Moments, answers_are_out, marks_are_out
from courses.exams.wagtail_hooks import exams_to_take
from lms.audit.models import Entry
from lms.records.models import LearningRecord
from tests.factories.exams import ExtraTimeFactory, ready_exam
from tests.factories.people import PersonFactory
from tests.factories.sync import answer_right

CLOSES = datetime(2026, 11, 30, tzinfo=UTC)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
LAST = CLOSES + 20 * MINUTE


@pytest.mark.parametrize(
    ("rule", "at", "released_at", "out"),
    [
        pytest.param("at_once", CLOSES - timedelta(days=9), None, True, id="at-once"),
        pytest.param("after_window", LAST - SECOND, None, False, id="a-second-before-the-last-bell"),
        pytest.param("after_window", LAST, None, True, id="at-the-last-bell"),
        pytest.param("after_window", LAST - SECOND, LAST - MINUTE, False, id="a-hand-does-not-count"),
        pytest.param("by_hand", LAST + MINUTE, None, False, id="nobody-has"),
        pytest.param("by_hand", CLOSES, CLOSES, True, id="released-this-second"),
        pytest.param("by_hand", CLOSES - SECOND, CLOSES, False, id="released-a-second-later"),
    ],
)
def test_marks_to_the_second(rule, at, released_at, out):
    assert marks_are_out(rule, Moments(at=at, last_bell=LAST, released_at=released_at)) is out


@pytest.mark.parametrize(
    ("rule", "at", "is_done", "released_at", "out"),
    [
        pytest.param("when_done", CLOSES, True, None, True, id="done"),
        pytest.param("when_done", LAST - SECOND, False, None, False, id="not-done-before-the-end"),
        pytest.param("when_done", LAST, False, None, True, id="not-done-at-the-end"),
        pytest.param("after_window", LAST - SECOND, True, None, False, id="before-the-end"),
        pytest.param("after_window", LAST, False, None, True, id="at-the-end"),
        pytest.param("by_hand", LAST, True, None, False, id="nobody-has"),
        pytest.param("by_hand", CLOSES, False, CLOSES, True, id="released-this-second"),
        pytest.param("never", LAST + MINUTE, True, CLOSES, False, id="never"),
    ],
)
def test_answers_to_the_second(rule, at, is_done, released_at, out):
    moments = Moments(at=at, last_bell=LAST, released_at=released_at)

    assert answers_are_out(rule, moments, is_done=is_done) is out


def sat(exam, at, *, right=True, person=None):
    """Sit ``exam`` and hand it in."""
    sitting = actions.start_sitting(exam=exam, person=person or PersonFactory(), at=at)
    if right:
        answer_right(sitting, at)
    return actions.submit_sitting(sitting=sitting, at=at)


pytestmark = pytest.mark.django_db


def test_extra_time_puts_off_the_end_for_everybody():
    exam = ready_exam(marks_release="after_window")
    assert queries.last_bell(exam) == CLOSES
    for minutes in (20, 5):
        ExtraTimeFactory(exam=exam, minutes=minutes)

    assert queries.last_bell(exam) == LAST
    assert queries.last_bell(Exam.objects.with_longest_extra().get()) == LAST
    assert not queries.marks_are_out(exam, LAST - SECOND)
    assert queries.marks_are_out(exam, LAST)


def test_a_result_held_back_is_on_no_record_until_it_is_out(at):
    exam = ready_exam(marks_release="after_window")
    sitting = sat(exam, at)

    assert sitting.passed
    assert not queries.marks_shown(sitting, CLOSES - SECOND)
    assert actions.publish_due(at=CLOSES - SECOND) == 0
    assert not LearningRecord.objects.exists()
    assert actions.publish_due(at=CLOSES) == 1
    record = LearningRecord.objects.get()
    assert (record.outcome, record.happened_at, record.recorded_at) == ("passed", at, CLOSES)
    assert queries.marks_shown(sitting, CLOSES)
    assert actions.publish_due(at=CLOSES + MINUTE) == 0
    assert LearningRecord.objects.count() == 1


def test_at_once_is_on_record_at_once(at):
    sat(ready_exam(), at)

    assert LearningRecord.objects.count() == 1
    assert actions.publish_due(at=CLOSES) == 0


def test_marks_are_released_by_hand_once(at, work):
    exam, editor = ready_exam(marks_release="by_hand"), PersonFactory()
    sat(exam, at)
    assert actions.publish_due(at=CLOSES + timedelta(days=30)) == 0

    released = actions.release_marks(exam, editor, at + MINUTE)
    again = actions.release_marks(exam, editor, at + 2 * MINUTE)

    assert released.marks_released_at == again.marks_released_at == at + MINUTE
    assert Entry.objects.filter(verb="exams.marks.published", actor_id=str(editor.pk)).count() == 1
    work()
    assert actions.publish_due(at=at + 3 * MINUTE) in (0, 1)
    assert LearningRecord.objects.count() == 1


def test_answers_are_released_by_hand_after_the_marks(at):
    exam, editor = ready_exam(marks_release="by_hand", review="by_hand"), PersonFactory()
    sitting = sat(exam, at)
    with pytest.raises(MarksFirst):
        actions.release_answers(exam, editor, at)
    actions.release_marks(exam, editor, at)
    sitting.exam.refresh_from_db()
    assert not queries.answers_shown(sitting, at)

    actions.release_answers(exam, editor, at + MINUTE)
    actions.release_answers(exam, editor, at + 2 * MINUTE)

    sitting.exam.refresh_from_db()
    assert not queries.answers_shown(sitting, at)
    assert queries.answers_shown(sitting, at + MINUTE)
    assert Entry.objects.filter(verb="exams.answers.published").count() == 1


@pytest.mark.parametrize("release", [actions.release_marks, actions.release_answers])
def test_what_comes_out_by_itself_is_not_released_by_hand(release, at):
    with pytest.raises(NotByHand):
        release(ready_exam(), PersonFactory(), at)


def test_answers_wait_for_the_marks_whatever_their_own_rule(at):
    sitting = sat(ready_exam(marks_release="by_hand", review="when_done"), at)

    assert not queries.answers_shown(sitting, at)


def test_answers_are_hidden_while_the_person_sits_again(at):
    exam = ready_exam(attempts=2, review="by_hand")
    first = sat(exam, at, right=False)
    actions.release_answers(exam, None, at)
    first.exam.refresh_from_db()
    assert queries.answers_shown(first, at)

    actions.start_sitting(exam=exam, person=first.person, at=at)

    assert not queries.answers_shown(first, at)


def test_who_may_not_know_may_sit_again_although_they_have_passed(at):
    """To refuse would tell them."""
    exam = ready_exam(attempts=2, marks_release="by_hand")
    first = sat(exam, at)

    assert actions.start_sitting(exam=exam, person=first.person, at=at).attempt == 2


@pytest.fixture
def phone(client):
    person = PersonFactory()
    client.force_login(person)
    client.person = person
    return client


@pytest.mark.parametrize("right", [True, False])
def test_no_page_tells_before_the_release(phone, right, at, time_machine):
    time_machine.move_to(at, tick=False)
    exam = ready_exam(marks_release="by_hand", attempts=2)
    sitting = sat(exam, at, right=right, person=phone.person)
    pages = [
        reverse("exams:receipt", args=[sitting.pk]),
        reverse("exams:exam", args=[exam.pk]),
        reverse("exams:list"),
        reverse("desk:desk"),
    ]

    for page in pages:
        response = phone.get(page)
        text = response.content.decode()
        assert "讲解在这里" not in text
        assert "badge--done" not in text
        assert 'class="number"' not in text or page == "/"
    (card,) = exams_to_take(phone.person, at)
    assert card.context["rows"][0].best is None
    receipt = phone.get(pages[0])
    assert receipt.context["state"] == "held_back"
    assert receipt.context["row"].waiting == "held_back"
    assert receipt.context["row"].passed is False


def test_pages_tell_after_the_release(phone, at, time_machine):
    time_machine.move_to(at, tick=False)
    exam = ready_exam(marks_release="by_hand")
    sitting = sat(exam, at, person=phone.person)
    actions.release_marks(exam, None, at)

    receipt = phone.get(reverse("exams:receipt", args=[sitting.pk]))

    assert receipt.context["state"] == "passed"
    assert len(receipt.context["items"]) == 8
    (row,) = queries.rows_for(phone.person, at)
    assert (row.best, row.waiting, [each.is_known for each in row.outcomes]) == (sitting, "", [True])


def test_a_paper_that_is_being_marked_says_so(phone, at, time_machine):
    time_machine.move_to(at, tick=False)
    exam = ready_exam()
    sitting = sat(exam, at, person=phone.person)
    type(sitting).objects.filter(pk=sitting.pk).update(score_hundredths=None, passed=None)

    receipt = phone.get(reverse("exams:receipt", args=[sitting.pk]))

    assert receipt.context["state"] == receipt.context["row"].waiting == "marking"
    assert receipt.context["items"] == []
    assert queries.tally(exam).marking == 1


def test_the_doors_for_the_worker_are_safe_twice(at, time_machine):
    from courses.exams import tasks

    exam = ready_exam(marks_release="after_window")
    sat(exam, at)
    time_machine.move_to(CLOSES, tick=False)

    tasks.publish(exam_id=exam.pk + 1)
    tasks.publish_due(newer="argument")
    tasks.publish(exam_id=exam.pk, newer="argument")

    assert LearningRecord.objects.count() == 1
