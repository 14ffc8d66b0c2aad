from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from courses.live.actions import LectureBegun, LectureFull, LectureWithoutSeats, release_seat, take_seat
from lms.audit.models import Entry
from tests.factories.live import STARTS, LectureFactory, SeatFactory
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
BEFORE = STARTS - timedelta(hours=1)


def test_take_seat_gives_the_lowest_free_number_once():
    lecture, doctor = LectureFactory(capacity=3), PersonFactory()
    SeatFactory(lecture=lecture, number=2)

    seat = take_seat(lecture_id=lecture.pk, doctor=doctor, at=BEFORE)

    assert (seat.number, seat.taken_at) == (1, BEFORE)
    assert take_seat(lecture_id=lecture.pk, doctor=doctor, at=BEFORE + timedelta(days=9)) == seat
    assert Entry.objects.filter(verb="live.seat.taken").count() == 1


@pytest.mark.parametrize(
    ("capacity", "late_by", "refusal"),
    [
        pytest.param(1, timedelta(0), LectureFull, id="full"),
        pytest.param(9, timedelta(hours=1), LectureBegun, id="begun-on-the-minute"),
        pytest.param(None, timedelta(0), LectureWithoutSeats, id="no-seats"),
    ],
)
def test_take_seat_refuses_and_leaves_no_trace(capacity, late_by, refusal):
    lecture = LectureFactory(capacity=capacity)
    SeatFactory(lecture=lecture, number=1)

    with pytest.raises(refusal):
        take_seat(lecture_id=lecture.pk, doctor=PersonFactory(), at=BEFORE + late_by)

    assert lecture.seats.count() == 1
    assert not Entry.objects.exists()


def test_release_seat_leaves_it_on_file_and_free_for_others():
    seat = SeatFactory(lecture=LectureFactory(capacity=1))

    release_seat(lecture_id=seat.lecture_id, doctor=seat.doctor, reason="值班", at=BEFORE)
    other = take_seat(lecture_id=seat.lecture_id, doctor=PersonFactory(), at=BEFORE)

    seat.refresh_from_db()
    assert (seat.released_at, seat.release_reason) == (BEFORE, "值班")
    assert other.number == 1


def test_release_seat_of_nobody_is_quiet_and_after_the_start_refused():
    seat = SeatFactory()

    release_seat(lecture_id=seat.lecture_id, doctor=PersonFactory(), reason="值班", at=STARTS)
    with pytest.raises(LectureBegun):
        release_seat(lecture_id=seat.lecture_id, doctor=seat.doctor, reason="值班", at=STARTS)

    assert seat.lecture.seats.held().count() == 1


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_many_doctors_rush_few_seats():
    lecture = LectureFactory(capacity=3)
    doctors = [PersonFactory() for _ in range(16)]

    def rush(doctor):
        try:
            return take_seat(lecture_id=lecture.pk, doctor=doctor, at=BEFORE).number
        except LectureFull:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(rush, doctors))

    assert sorted(number for number in numbers if number) == [1, 2, 3]
    assert lecture.seats.held().count() == 3
