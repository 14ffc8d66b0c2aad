"""What is open to somebody, gathered from every app."""

from datetime import UTC, datetime, timedelta

import pytest

from lms.records.openings import openings_for
from tests.factories.catalogue import CourseFactory
from tests.factories.exams import ExamFactory, SittingFactory
from tests.factories.live import LectureFactory
from tests.factories.people import PersonFactory, RosterFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 19, 2, 0, tzinfo=UTC)
WEEK = timedelta(weeks=1)


def lecture(starts_at, **more):
    return LectureFactory(starts_at=starts_at, ends_at=starts_at + timedelta(hours=1), **more)


def test_what_is_held_at_a_time_comes_first_and_the_rest_by_its_last_moment():
    course = CourseFactory()
    exam = ExamFactory(opens_at=AT - WEEK, closes_at=AT + WEEK, published=True)
    later, sooner = lecture(AT + 2 * WEEK), lecture(AT + WEEK)

    found = openings_for(PersonFactory(), AT)

    assert [each.activity_id for each in found] == [
        sooner.activity_id,
        later.activity_id,
        course.activity_id,
        exam.activity_id,
    ]
    assert found[0].url == f"/live/{sooner.pk}/"


@pytest.mark.parametrize(
    "shut",
    [
        pytest.param(lambda: lecture(AT - timedelta(hours=1)), id="lecture-over-on-the-minute"),
        pytest.param(lambda: lecture(AT + WEEK, cancelled_at=AT, cancel_reason="停电"), id="lecture-cancelled"),
        pytest.param(lambda: CourseFactory(page=None), id="course-without-a-page"),
        pytest.param(lambda: ExamFactory(opens_at=AT - WEEK, closes_at=AT, published=True), id="exam-closed"),
        pytest.param(lambda: ExamFactory(opens_at=AT - WEEK, closes_at=AT + WEEK, published=False), id="exam-draft"),
    ],
)
def test_what_cannot_be_done_is_not_open(shut):
    shut()
    assert openings_for(PersonFactory(), AT) == []


def test_an_exam_is_open_to_those_it_is_for_until_they_pass():
    person = PersonFactory()
    passed = ExamFactory(opens_at=AT - WEEK, closes_at=AT + WEEK, published=True)
    SittingFactory(exam=passed, person=person, submitted_at=AT, closed_by="person", score_hundredths=9000, passed=True)
    for_others = ExamFactory(opens_at=AT - WEEK, closes_at=AT + WEEK, published=True)
    for_others.rosters.add(RosterFactory())
    for_others.save()

    assert openings_for(person, AT) == []
