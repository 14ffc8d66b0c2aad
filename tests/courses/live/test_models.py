from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError

from courses.live.models import CheckIn, Lecture, Series
from tests.factories.live import STARTS, AttemptFactory, CheckInFactory, LectureFactory, SeatFactory, SeriesFactory
from tests.factories.people import AppointmentFactory, PersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("lecture_ends_after_it_begins", lambda: LectureFactory(ends_at=STARTS)),
        ("lecture_seats_somebody", lambda: LectureFactory(capacity=0)),
        ("lecture_opens_within_a_day_before", lambda: LectureFactory(opens_minutes=1441)),
        ("lecture_has_a_secret", lambda: LectureFactory(secret="")),
        ("lecture_is_settled_after_its_end", lambda: LectureFactory(settled_at=STARTS)),
        *[
            ("lecture_is_cancelled_whole_and_never_settled", lambda given=given: LectureFactory(**given))
            for given in (
                {"cancelled_at": STARTS},
                {"cancel_reason": "停电"},
                {"cancelled_at": STARTS, "cancel_reason": "停电", "settled_at": STARTS + timedelta(days=1)},
            )
        ],
        ("seat_numbers_begin_at_one", lambda: SeatFactory(number=0)),
        ("seat_release_is_whole", lambda: SeatFactory(released_at=STARTS)),
        ("seat_release_is_whole", lambda: SeatFactory(release_reason="值班")),
        ("check_in_is_here_or_there", lambda: CheckInFactory(mode="either")),
        ("check_in_addition_is_whole", lambda: CheckInFactory(add_reason="补签")),
        ("check_in_addition_is_whole", lambda: CheckInFactory(added_by=PersonFactory())),
        (
            "check_in_device_is_ones_own",
            lambda: CheckInFactory(added_by=PersonFactory(), add_reason="补签", device="d" * 36),
        ),
        ("check_in_removal_is_whole", lambda: CheckInFactory(removed_at=STARTS)),
        ("check_in_removal_is_whole", lambda: CheckInFactory(removed_at=STARTS, removed_by=PersonFactory())),
    ],
)
def test_database_refuses(name, make):
    with pytest.raises(IntegrityError, match=name):
        make()


def test_database_refuses_two_lectures_of_a_series_at_one_time():
    series = SeriesFactory()
    LectureFactory(series=series)

    with pytest.raises(IntegrityError, match=r"lecture_once_per_series|live_lecture.series_id"):
        LectureFactory(series=series)


def test_a_cancelled_lecture_leaves_its_time_to_another():
    cancelled = LectureFactory(series=SeriesFactory(), cancelled_at=STARTS, cancel_reason="停电")

    assert LectureFactory(series=cancelled.series)


def test_database_refuses_two_series_of_one_title():
    series = SeriesFactory()

    with pytest.raises(IntegrityError, match=r"series_title_once|live_series.organiser_id"):
        SeriesFactory(title=series.title, organiser=series.organiser)


def test_database_refuses_a_second_seat_for_one_doctor():
    seat = SeatFactory(number=1)

    with pytest.raises(IntegrityError, match=r"seat_held_once|live_seat.doctor_id"):
        SeatFactory(lecture=seat.lecture, doctor=seat.doctor, number=2)


def test_database_refuses_one_seat_for_two_doctors():
    seat = SeatFactory(number=1)

    with pytest.raises(IntegrityError, match=r"seat_number_held_once|live_seat.number"):
        SeatFactory(lecture=seat.lecture, number=1)


def test_a_released_seat_may_be_held_by_another():
    seat = SeatFactory(number=1, released_at=STARTS, release_reason="值班")

    assert SeatFactory(lecture=seat.lecture, number=1).pk


def test_database_refuses_a_second_check_in():
    entry = CheckInFactory()

    with pytest.raises(IntegrityError, match=r"check_in_once_per_person|live_checkin.person_id"):
        CheckInFactory(lecture=entry.lecture, person=entry.person)


def test_lectures_belong_to_the_organisers_staff():
    lecture = LectureFactory(series=SeriesFactory())
    staff = AppointmentFactory(organisation=lecture.organiser).person
    stranger = AppointmentFactory().person

    assert list(Lecture.objects.visible_to(staff)) == [lecture]
    assert not Lecture.objects.visible_to(stranger).exists()
    assert not Lecture.objects.visible_to(PersonFactory()).exists()
    assert list(Series.objects.visible_to(AppointmentFactory(organisation=lecture.series.organiser).person)) == [
        lecture.series
    ]
    assert not Series.objects.visible_to(stranger).exists()


def test_every_person_may_attend_and_no_visitor():
    lecture = LectureFactory()

    assert list(Lecture.objects.open_to(PersonFactory())) == [lecture]
    assert not Lecture.objects.open_to(PersonFactory(is_active=False)).exists()
    assert not Lecture.objects.open_to(AnonymousUser()).exists()


def test_check_ins_are_visible_to_their_owner_and_the_organisers_staff():
    entry = CheckInFactory()
    staff = AppointmentFactory(organisation=entry.lecture.organiser).person

    assert list(CheckIn.objects.visible_to(entry.person)) == [entry]
    assert list(CheckIn.objects.visible_to(staff)) == [entry]
    assert list(CheckIn.objects.visible_to(PersonFactory(is_superuser=True))) == [entry]
    assert not CheckIn.objects.visible_to(AppointmentFactory().person).exists()


def test_check_in_opens_to_the_minute_and_closes_with_the_lecture():
    lecture = LectureFactory(opens_minutes=30)
    second = timedelta(seconds=1)

    assert lecture.opens_at == STARTS - timedelta(minutes=30)
    assert not lecture.is_open(lecture.opens_at - second)
    assert lecture.is_open(lecture.opens_at)
    assert lecture.is_open(lecture.ends_at - second)
    assert not lecture.is_open(lecture.ends_at)
    assert (lecture.is_over(lecture.ends_at - second), lecture.is_over(lecture.ends_at)) == (False, True)
    assert lecture.minutes == 90


def test_names_of_things():
    seat, entry, attempt = SeatFactory(), CheckInFactory(), AttemptFactory()

    assert str(seat.lecture) == seat.lecture.title
    assert str(SeriesFactory(title="杏林大学堂")) == "杏林大学堂"
    assert str(seat) == f"{seat.doctor} · {seat.lecture}"
    assert str(entry) == f"{entry.person} · {entry.lecture}"
    assert str(attempt) == f"{attempt.person} · {attempt.lecture}"
