"""The courses somebody can still complete."""

import pytest

from courses.catalogue.offers import open_courses
from tests.factories.catalogue import CourseFactory, LessonFactory
from tests.factories.people import PersonFactory
from tests.factories.records import LearningRecordFactory

pytestmark = pytest.mark.django_db


def test_a_course_is_open_until_it_is_completed_with_the_lessons_that_are_missing(at):
    doctor, done = PersonFactory.create_batch(2)
    course = CourseFactory()
    first, second = (LessonFactory(course=course) for _each in range(2))
    LearningRecordFactory(person=doctor, activity=first.activity)
    LearningRecordFactory(person=done, activity=course.activity)

    [(whose, offer)] = open_courses([doctor, done], at)

    assert (whose, offer.title, offer.url) == (doctor.pk, course.activity.title, f"/learn/courses/{course.pk}/")
    assert [(part.activity_id, part.minutes) for part in offer.parts] == [
        (second.activity_id, second.activity.planned_minutes),
        (course.activity_id, 0),
    ]
    assert (offer.minutes, offer.starts_at, offer.until) == (second.activity.planned_minutes, None, None)


def test_what_is_not_published_is_not_open(at):
    lesson = LessonFactory()
    lesson.course.page.unpublish()

    assert list(open_courses([PersonFactory()], at)) == []


@pytest.mark.parametrize("number", [1, 3])
def test_the_number_of_people_costs_no_query(at, django_assert_num_queries, number):
    LessonFactory()
    people = PersonFactory.create_batch(number)

    with django_assert_num_queries(2):
        assert len(list(open_courses(people, at))) == number
