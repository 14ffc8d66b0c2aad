from datetime import timedelta

import pytest
from django.template.loader import render_to_string

from courses.catalogue.wagtail_hooks import continue_learning
from tests.factories.catalogue import LessonFactory, StudyFactory
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


def test_somebody_without_a_lesson_is_shown_the_courses(at):
    LessonFactory()

    [card] = continue_learning(PersonFactory(), at)

    assert (card.order, card.context["study"]) == (25, None)
    assert "/learn/" in render_to_string(card.template, card.context)


def test_the_card_offers_the_lesson_last_seen(at, django_assert_num_queries):
    person = PersonFactory()
    StudyFactory(person=person, started_at=at)
    last = StudyFactory(person=person, started_at=at + timedelta(hours=1))
    StudyFactory(person=person, started_at=at + timedelta(hours=2), finished_at=at + timedelta(hours=3))
    StudyFactory(started_at=at + timedelta(hours=4))

    with django_assert_num_queries(1):
        [card] = continue_learning(person, at)

    assert (card.order, card.context["study"]) == (15, last)
    assert f"/learn/lessons/{last.lesson_id}/open/" in render_to_string(card.template, card.context)


def test_a_withdrawn_lesson_is_not_offered(at):
    study = StudyFactory(started_at=at)
    study.lesson.page.unpublish()

    [card] = continue_learning(study.person, at)

    assert card.context["study"] is None
