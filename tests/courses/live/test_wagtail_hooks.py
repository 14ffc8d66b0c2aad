from datetime import timedelta

import pytest

from courses.live.wagtail_hooks import next_lecture
from tests.factories.live import STARTS, CheckInFactory, LectureFactory
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


def test_no_lecture_no_card():
    assert next_lecture(PersonFactory(), STARTS) == []


def test_the_card_asks_to_check_in_now(django_assert_num_queries):
    lecture = LectureFactory()
    LectureFactory(starts_at=STARTS + timedelta(days=7))
    person = PersonFactory()

    with django_assert_num_queries(1):
        [card] = next_lecture(person, STARTS)

    assert (card.order, card.context["lecture"], card.context["is_open"]) == (20, lecture, True)


def test_once_checked_in_the_card_looks_ahead():
    entry = CheckInFactory()
    following = LectureFactory(starts_at=STARTS + timedelta(days=7))

    [card] = next_lecture(entry.person, STARTS)

    assert (card.context["lecture"], card.context["is_open"]) == (following, False)


def test_a_lecture_that_is_over_has_no_card():
    lecture = LectureFactory()

    assert next_lecture(PersonFactory(), lecture.ends_at) == []
