"""What sittings come to, and the learning records that say so."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.exams import actions
from courses.exams.actions.results import Occasion, _publish_some, settle_many
from courses.exams.models import Result
from courses.exams.queries.results import history
from lms.audit.models import Entry
from lms.notices.models import Notice
from lms.records.actions import reverse
from lms.records.models import LearningRecord
from tests.courses.exams.papers import handed_in, settled
from tests.factories.exams import ExamFactory, KeyCorrectionFactory, MarkFactory, QuestionVersionFactory

pytestmark = pytest.mark.django_db
RIGHT, WRONG = [1], [0]


def said(sitting):
    return list(sitting.results.order_by("number").values_list("number", "score_hundredths", "passed", "cause"))


def standing():
    return list(LearningRecord.objects.standing().values_list("score_hundredths", "outcome", "source_key"))


def test_a_paper_has_its_result_and_its_record(at):
    sitting = handed_in(None, RIGHT, WRONG)

    result = actions.settle(sitting, cause=Result.Cause.CLOSED, at=at)

    assert (sitting.score_hundredths, sitting.passed) == (5000, False)
    assert said(sitting) == [(1, 5000, False, "closed")]
    assert standing() == [(5000, "failed", f"exams:sitting:{sitting.pk}")]
    assert result.record == LearningRecord.objects.get()
    assert list(sitting.items.order_by("position").values_list("earned_hundredths", flat=True)) == [5000, 0]


def test_settling_again_changes_nothing(at):
    sitting = settled(None, RIGHT, WRONG, at=at)

    changes = settle_many([sitting.pk], Occasion("late", at))

    assert changes == []
    assert Result.objects.count() == LearningRecord.objects.count() == 1


def test_another_score_reverses_the_record_and_writes_a_new_one(at):
    sitting = settled(None, RIGHT, WRONG, at=at)
    sitting.items.filter(position=2).update(chosen=RIGHT)

    actions.settle(sitting, cause=Result.Cause.LATE, at=at + timedelta(hours=1))

    assert said(sitting) == [(1, 5000, False, "closed"), (2, 10000, True, "late")]
    assert standing() == [(10000, "passed", f"exams:sitting:{sitting.pk}:2")]
    reversal = LearningRecord.objects.get(outcome="reversed")
    assert reversal.reverses.source_key == f"exams:sitting:{sitting.pk}"
    assert reversal.evidence == {"reason": str(Result.Cause.LATE.label)}


def test_a_record_taken_back_by_hand_stays_taken_back(at):
    sitting = settled(None, RIGHT, WRONG, at=at)
    reverse(LearningRecord.objects.get(), by=None, reason="替考", at=at)
    sitting.items.filter(position=2).update(chosen=RIGHT)

    actions.settle(sitting, cause=Result.Cause.LATE, at=at)

    assert said(sitting)[-1] == (2, 10000, True, "late")
    assert standing() == []


@pytest.mark.parametrize("rule", ["all_or_nothing", "fewer_is_half", "per_option"])
def test_the_rule_of_partial_credit_is_the_exams(at, rule):
    several = QuestionVersionFactory(kind="multiple", right=[0, 2, 3])
    sitting = settled(ExamFactory(partial_rule=rule), [0, 2], at=at, version=several, points=3)

    earned = sitting.items.get().earned_hundredths

    assert earned == {"all_or_nothing": 0, "fewer_is_half": 150, "per_option": 200}[rule]


def test_parts_of_a_group_are_marked_by_their_own_keys(at):
    parts = [
        {"stem": "一？", "options": ["甲", "乙"], "right": [0]},
        {"stem": "二？", "options": ["甲", "乙"], "right": [1]},
    ]
    more = {"explanation": "", "rubric": "", "stage": 1}
    group = QuestionVersionFactory(kind="case", options=[], right=[], parts=[{**part, **more} for part in parts])
    sitting = handed_in(None, [0], [0])
    sitting.items.filter(position=1).update(version=group)
    sitting.items.filter(position=2).update(version=group, part=1)

    actions.settle(sitting, cause=Result.Cause.CLOSED, at=at)

    assert list(sitting.items.order_by("position").values_list("earned_hundredths", flat=True)) == [5000, 0]


def test_a_corrected_key_counts_for_whoever_hands_in_later(at):
    version = QuestionVersionFactory(right=[1])
    KeyCorrectionFactory(version=version, rule="replace", right=[2])

    sitting = settled(None, [2], at=at, version=version)

    assert sitting.score_hundredths == 10000


def test_written_answers_wait_for_marks(at):
    sitting = settled(None, RIGHT, "答：先开放气道", at=at)

    assert (sitting.score_hundredths, sitting.passed) == (None, None)
    assert not Result.objects.exists()
    assert not LearningRecord.objects.exists()
    assert sitting.items.get(position=1).earned_hundredths == 5000


def test_a_blank_written_answer_earns_nothing_without_a_marker(at):
    sitting = settled(None, RIGHT, " ", at=at)

    assert sitting.score_hundredths == 5000


def test_the_last_take_of_a_mark_counts(at):
    sitting = handed_in(None, RIGHT, "答")
    item = sitting.items.get(position=2)
    first = MarkFactory(item=item, round=1, earned_hundredths=1000)
    MarkFactory(item=item, round=1, take=2, earned_hundredths=3000, by=first.by)
    MarkFactory(item=item, round=2, earned_hundredths=3000)

    actions.settle(sitting, cause=Result.Cause.MARKED, at=at)

    assert sitting.score_hundredths == 8000


@pytest.mark.parametrize("size", [1, 20])
def test_the_statements_do_not_grow_with_the_sittings(at, size):
    exam, version = ExamFactory(), QuestionVersionFactory()
    ids = [handed_in(exam, RIGHT, version=version).pk for _each in range(size)]

    with CaptureQueriesContext(connection) as asked:
        settle_many(ids, Occasion("closed", at))

    assert len([each for each in asked if "SAVEPOINT" not in each["sql"]]) == SETTLING


# Lock, exams, people, items, versions, corrections, marks, points earned, sums, former results, known records, posts,
# the records and the look at them, an errand for each of the four above that listen, results, and the sittings.
SETTLING = 21


class TestMarksHeldBack:
    @pytest.fixture
    def exam(self):
        return ExamFactory(marks_release="by_hand")

    def test_there_is_a_result_and_no_record(self, exam, at):
        sitting = settled(exam, RIGHT, at=at)

        assert said(sitting) == [(1, 10000, True, "closed")]
        assert not LearningRecord.objects.exists()
        assert history(sitting, at) == []

    def test_publishing_writes_the_records_and_tells_people_once(self, exam, at):
        sittings = [settled(exam, RIGHT, at=at), settled(exam, WRONG, at=at)]
        waits = settled(exam, "还没评", at=at)
        exam.marks_released_at = at
        exam.save()

        assert actions.publish(exam, at=at) == 2
        assert actions.publish(exam, at=at) == 0

        assert sorted(standing()) == [
            (0, "failed", f"exams:sitting:{sittings[1].pk}:2"),
            (10000, "passed", f"exams:sitting:{sittings[0].pk}:2"),
        ]
        assert said(sittings[0])[-1] == (2, 10000, True, "published")
        assert set(Notice.objects.values_list("person", flat=True)) == {each.person_id for each in sittings}
        assert not waits.results.exists()
        assert Entry.objects.filter(verb="exams.results.published").count() == 1

    def test_what_another_published_meanwhile_is_left_alone(self, exam, at):
        sitting = settled(exam, RIGHT, at=at)
        actions.publish(exam, at=at)

        assert _publish_some([sitting.pk], at=at, by=None) == 0
        assert LearningRecord.objects.count() == 1
        assert Entry.objects.filter(verb="exams.results.published").count() == 1

    def test_what_was_reckoned_twice_before_is_one_record(self, exam, at):
        sitting = settled(exam, WRONG, at=at)
        sitting.items.update(chosen=RIGHT)
        actions.settle(sitting, cause=Result.Cause.LATE, at=at)

        actions.publish(exam, at=at)

        assert standing() == [(10000, "passed", f"exams:sitting:{sitting.pk}:3")]
        assert LearningRecord.objects.count() == 1

    def test_they_are_out_once_the_window_has_closed(self, at):
        exam = ExamFactory(marks_release="after_window", closes_at=at + timedelta(hours=1))

        settled(exam, RIGHT, at=at)
        assert not LearningRecord.objects.exists()
        settled(exam, RIGHT, at=exam.closes_at)
        assert LearningRecord.objects.count() == 1
