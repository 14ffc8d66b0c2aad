from datetime import timedelta

import pytest
from django.db import IntegrityError

from courses.catalogue.models import Lesson, Study
from tests.factories.catalogue import LessonFactory, LessonPageFactory, StudyFactory
from tests.factories.people import AppointmentFactory, PersonFactory, PostFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_database_refuses_two_studies_of_one_lesson():
    study = StudyFactory()

    with pytest.raises(IntegrityError, match=r"study_once|catalogue_study.person_id"):
        StudyFactory(person=study.person, lesson=study.lesson)


def test_database_refuses_a_study_seen_before_its_start(at):
    with pytest.raises(IntegrityError, match="study_is_seen_after_start"):
        StudyFactory(started_at=at, last_seen_at=at - timedelta(seconds=1))


def test_database_refuses_a_study_finished_before_its_start(at):
    with pytest.raises(IntegrityError, match="study_ends_after_it_begins"):
        StudyFactory(started_at=at, finished_at=at - timedelta(seconds=1))


def test_database_refuses_a_lesson_at_position_zero():
    with pytest.raises(IntegrityError, match="lesson_positions_begin_at_one"):
        LessonFactory(position=0)


def test_database_refuses_a_lesson_page_without_a_minute():
    page = LessonPageFactory()

    with pytest.raises(IntegrityError, match="lesson_page_plans_a_minute"):
        type(page).objects.filter(pk=page.pk).update(planned_minutes=0)


def test_deleting_pages_leaves_the_records():
    lesson = LessonFactory()
    StudyFactory(lesson=lesson)

    lesson.course.page.delete()

    lesson.refresh_from_db()
    assert (lesson.page, lesson.course.page) == (None, None)
    assert lesson.studies.count() == 1


def test_a_lesson_is_published_only_together_with_its_course():
    lesson = LessonFactory()
    assert Lesson.objects.published().get() == lesson

    lesson.course.page.unpublish()

    assert not Lesson.objects.published().exists()


def test_studies_are_visible_to_their_owner_and_to_managers_in_scope():
    study = StudyFactory()
    post = PostFactory(person=study.person)
    PostFactory(person=study.person, workplace=post.workplace, kind="manager")
    manager = AppointmentFactory(organisation=post.workplace).person
    administrator = PersonFactory(is_superuser=True)

    assert list(Study.objects.visible_to(study.person)) == [study]
    assert list(Study.objects.visible_to(manager)) == [study]
    assert list(Study.objects.visible_to(administrator)) == [study]
    assert not Study.objects.visible_to(AppointmentFactory().person).exists()
    assert not Study.objects.visible_to(PersonFactory()).exists()


def test_names_of_things():
    study = StudyFactory()

    assert str(study.lesson) == study.lesson.activity.title
    assert str(study.lesson.course) == study.lesson.course.activity.title
    assert str(study) == f"{study.person} · {study.lesson}"
