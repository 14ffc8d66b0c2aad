"""The lectures somebody can still come to."""

from datetime import timedelta

import pytest

from courses.live.offers import open_lectures
from tests.factories.live import CheckInFactory, LectureFactory, SeatFactory
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


def titles(people, at):
    return {(whose, offer.title) for whose, offer in open_lectures(people, at)}


def test_a_lecture_to_come_is_open_with_its_time_and_its_minutes(at):
    doctor, lecture = PersonFactory(), LectureFactory()

    [(whose, offer)] = open_lectures([doctor], at)

    assert (whose, offer.url, offer.starts_at, offer.until) == (
        doctor.pk,
        f"/live/{lecture.pk}/",
        lecture.starts_at,
        lecture.ends_at,
    )
    assert [(part.activity_id, part.outcome, part.minutes) for part in offer.parts] == [
        (lecture.activity_id, "attended", 90)
    ]


def test_what_is_over_cancelled_one_s_own_or_attended_is_not(at):
    doctor = PersonFactory()
    LectureFactory(starts_at=at - timedelta(hours=2), ends_at=at)
    LectureFactory(cancelled_at=at, cancel_reason="停电")
    LectureFactory(speaker=doctor)
    CheckInFactory(person=doctor)

    assert titles([doctor], at) == set()


def test_one_that_is_on_is_open_to_its_end(at):
    LectureFactory(starts_at=at - timedelta(hours=2), ends_at=at + timedelta(minutes=1), title="正在讲")
    doctor = PersonFactory()

    assert titles([doctor], at) == {(doctor.pk, "正在讲")}


def test_a_full_one_is_open_to_who_has_a_seat(at):
    lecture = LectureFactory(capacity=1, title="小班")
    seat = SeatFactory(lecture=lecture)
    late = PersonFactory()
    LectureFactory(capacity=1, title="有座")

    assert titles([seat.doctor, late], at) == {(seat.doctor.pk, "小班"), (seat.doctor.pk, "有座"), (late.pk, "有座")}


@pytest.mark.parametrize("number", [1, 3])
def test_the_number_of_people_costs_no_query(at, django_assert_num_queries, number):
    LectureFactory()
    people = PersonFactory.create_batch(number)

    with django_assert_num_queries(3):
        assert len(list(open_lectures(people, at))) == number
