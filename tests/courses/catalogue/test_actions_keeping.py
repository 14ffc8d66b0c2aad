from datetime import timedelta

import pytest

from courses.catalogue import actions
from courses.catalogue.models import Course, Lesson
from lms.audit.models import Entry
from lms.records.models import Activity, LearningRecord
from tests.factories.catalogue import CourseIndexPageFactory, CoursePageFactory, LessonPageFactory, StudyFactory, home
from tests.factories.records import SubjectFactory

pytestmark = pytest.mark.django_db


def test_publishing_declares_the_course_and_its_lessons(work):
    course_page = CoursePageFactory(title="慢阻肺")
    subject = SubjectFactory()
    course_page.subjects = [subject]
    course_page.save_revision().publish()
    page = LessonPageFactory(parent=course_page, planned_minutes=35)
    LessonPageFactory(parent=course_page, planned_minutes=30, least_seconds=20)

    work()

    course = Course.objects.get()
    first, second = course.lessons.in_order()
    assert (course.page, course.activity.kind, course.activity.mode) == (course_page, "course", "online")
    assert (course.activity.title, course.activity.planned_minutes) == ("慢阻肺", 65)
    assert list(course.activity.subjects.all()) == list(first.activity.subjects.all()) == [subject]
    assert (first.page, first.activity.kind, first.activity.planned_minutes) == (page, "lesson", 35)
    assert [(lesson.position, lesson.least_seconds) for lesson in (first, second)] == [(1, 700), (2, 20)]


def test_publishing_again_changes_the_same_course(work):
    page = LessonPageFactory(title="第一课")
    work()
    page.title = "第一课（新）"
    page.save_revision().publish()

    work()

    assert Lesson.objects.get().activity.title == "第一课（新）"
    assert Activity.objects.count() == 2
    assert Entry.objects.filter(verb="catalogue.course.declared").count() == 1


def test_what_was_never_published_is_no_course(at):
    page = CoursePageFactory(live=False)

    assert actions.keep_in_step(page_id=page.pk, at=at) is None
    assert not Course.objects.exists()


@pytest.mark.parametrize("page", [lambda: 999999, lambda: CourseIndexPageFactory().pk, lambda: home().pk])
def test_other_pages_are_left_alone(at, page):
    assert actions.keep_in_step(page_id=page(), at=at) is None


def test_moving_a_lesson_moves_its_position(work):
    first = LessonPageFactory()
    second = LessonPageFactory(parent=first.get_parent().specific)
    work()

    second.move(first, pos="left")
    work()

    assert [lesson.page_id for lesson in Lesson.objects.in_order()] == [second.pk, first.pk]


def test_deleting_a_lesson_completes_the_course_of_who_had_all_the_others(work, at):
    page = LessonPageFactory()
    other = LessonPageFactory(parent=page.get_parent().specific)
    work()
    study = StudyFactory(lesson=page.lesson, started_at=at, finished_at=at + timedelta(hours=1))
    StudyFactory(lesson=other.lesson)

    other.delete()
    work()

    record = LearningRecord.objects.get()
    assert (record.person, record.activity) == (study.person, Course.objects.get().activity)
    assert record.happened_at == at + timedelta(hours=1)
    assert Course.objects.get().activity.planned_minutes == 30
    assert Lesson.objects.count() == 2


def test_unpublishing_lessons_and_publishing_them_again_completes_nobody(work, at):
    page = LessonPageFactory()
    others = [LessonPageFactory(parent=page.get_parent().specific) for _ in range(2)]
    work()
    StudyFactory(lesson=page.lesson, started_at=at, finished_at=at)

    for other in others:
        other.unpublish()
        work()
    for other in others:
        other.save_revision().publish()
        work()

    assert not LearningRecord.objects.exists()


def test_a_course_still_being_written_is_completed_with_its_last_lesson(work, at):
    page = LessonPageFactory()
    draft = LessonPageFactory(parent=page.get_parent().specific, live=False)
    work()
    study = StudyFactory(lesson=page.lesson, started_at=at - timedelta(hours=1))
    actions.finish_lesson(lesson_id=page.lesson.pk, person=study.person, at=at)
    course = Course.objects.get()
    assert not course.activity.learning_records.exists()

    draft.save_revision().publish()
    work()
    assert not course.activity.learning_records.exists()

    last = StudyFactory(lesson=Lesson.objects.get(page=draft), person=study.person, started_at=at)
    actions.finish_lesson(lesson_id=last.lesson_id, person=study.person, at=at + timedelta(hours=1))
    assert course.activity.learning_records.get().person == study.person


def test_deleting_a_lesson_of_a_course_that_is_withdrawn_completes_nobody_until_it_is_back(work, at):
    page = LessonPageFactory()
    course_page = page.get_parent().specific
    other = LessonPageFactory(parent=course_page)
    work()
    StudyFactory(lesson=page.lesson, started_at=at, finished_at=at)

    course_page.unpublish()
    other.delete()
    work()
    assert not LearningRecord.objects.exists()

    course_page.refresh_from_db()
    course_page.save_revision().publish()
    work()
    assert LearningRecord.objects.get().activity == Course.objects.get().activity


def test_deleting_every_lesson_completes_nobody(work):
    page = LessonPageFactory()
    work()
    StudyFactory(lesson=page.lesson)

    page.delete()
    work()

    assert not LearningRecord.objects.exists()


def test_make_index_makes_it_once(at):
    ground = home()

    index = actions.make_index(home=ground, title="课程", at=at)

    assert actions.make_index(home=ground, title="别的", at=at) == index
    assert (index.live, index.slug, index.title) == (True, "courses", "课程")
