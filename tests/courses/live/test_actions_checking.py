from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from courses.live import actions, rules
from courses.live.models import Attempt, CheckIn
from lms.audit.models import Entry
from tests.factories.live import STARTS, AttemptFactory, CheckInFactory, LectureFactory, SeatFactory
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def code_of(lecture, at=STARTS, mode=None):
    return rules.code_at(rules.secret_of(lecture.secret, mode or lecture.modes[0]), at)


def check_in(lecture, at=STARTS, *, person=None, shown_at=None, mode=None, code=None):
    code = code_of(lecture, shown_at or at, mode) if code is None else code
    return actions.check_in(lecture_id=lecture.pk, person=person or PersonFactory(), code=code, at=at)


def wrong(lecture, at=STARTS):
    good = {code_of(lecture, at - n * 30 * SECOND, mode) for n in range(-2, 500) for mode in lecture.modes}
    return next(f"{n:06d}" for n in range(10**6) if f"{n:06d}" not in good)


def test_check_in_once_however_often():
    lecture, person = LectureFactory(), PersonFactory()

    entry = check_in(lecture, person=person)
    again = check_in(lecture, STARTS + timedelta(hours=5), person=person, code="nonsense")

    assert again == entry
    assert (entry.person, entry.checked_in_at, entry.added_by) == (person, STARTS, None)
    assert CheckIn.objects.count() == Entry.objects.filter(verb="live.check_in.made").count() == 1
    assert not Attempt.objects.exists()


@pytest.mark.parametrize("age", [0, 29, 30, 59])
def test_the_code_of_this_step_and_the_one_before_are_good(age):
    assert check_in(LectureFactory(), STARTS + age * SECOND, shown_at=STARTS)


@pytest.mark.parametrize("age", [60, 61, 3600])
def test_an_older_code_is_refused_as_old(age):
    with pytest.raises(actions.CodeOld) as refusal:
        check_in(LectureFactory(), STARTS + age * SECOND, shown_at=STARTS)

    assert refusal.value.code == "code_old"
    assert not CheckIn.objects.exists()


def test_a_wrong_code_is_refused_and_the_attempt_is_kept():
    lecture = LectureFactory()
    LectureFactory()

    with pytest.raises(actions.CodeWrong) as refusal:
        check_in(lecture, code=wrong(lecture))

    assert refusal.value.code == "code_wrong"
    assert Attempt.objects.count() == 1
    assert not CheckIn.objects.exists()


def test_the_code_of_another_lecture_is_refused_by_its_name():
    lecture, other = LectureFactory(), LectureFactory(title="高血压新进展")

    with pytest.raises(actions.CodeOfAnotherLecture, match="高血压新进展") as refusal:
        check_in(lecture, code=code_of(other))

    assert refusal.value.code == "code_of_another_lecture"


def test_one_scan_never_marks_next_weeks_lecture():
    lecture = LectureFactory()
    later = LectureFactory(starts_at=STARTS + timedelta(days=7))

    check_in(lecture)

    assert not later.check_ins.exists()
    with pytest.raises(actions.CodeWrong):
        check_in(later, later.starts_at, code=code_of(lecture))


@pytest.mark.parametrize(
    ("at", "refusal", "code"),
    [
        pytest.param(-30 * 60 - 1, actions.CheckInNotOpen, "check_in_not_open", id="a-second-before-opening"),
        pytest.param(90 * 60, actions.CheckInOver, "check_in_over", id="at-the-end"),
    ],
)
def test_outside_its_time_check_in_keeps_nothing(at, refusal, code):
    lecture = LectureFactory()

    with pytest.raises(refusal) as said_no:
        check_in(lecture, STARTS + at * SECOND)

    assert said_no.value.code == code
    assert not CheckIn.objects.exists()
    assert not Attempt.objects.exists()


def test_too_early_says_when_to_come_back():
    with pytest.raises(actions.CheckInNotOpen, match="2026年11月19日 18:30"):
        check_in(LectureFactory(), STARTS - timedelta(hours=2))


@pytest.mark.parametrize("at", [-30 * 60, 90 * 60 - 1])
def test_inside_its_time_to_the_second(at):
    assert check_in(LectureFactory(), STARTS + at * SECOND)


@pytest.mark.parametrize(
    ("lectures", "shown"), [("onsite", "onsite"), ("online", "online"), ("either", "onsite"), ("either", "online")]
)
def test_the_code_tells_how_somebody_attends(lectures, shown):
    assert check_in(LectureFactory(mode=lectures), mode=shown).mode == shown


@pytest.mark.parametrize(("lectures", "shown"), [("onsite", "online"), ("online", "onsite")])
def test_a_lecture_takes_no_code_of_a_way_it_is_not_held_in(lectures, shown):
    with pytest.raises(actions.CodeWrong):
        check_in(LectureFactory(mode=lectures), mode=shown)


@pytest.mark.parametrize("shown", ["onsite", "online"])
def test_an_old_code_and_one_of_another_lecture_are_known_whichever_way_they_are_for(shown):
    lecture, other = LectureFactory(), LectureFactory()

    with pytest.raises(actions.CodeOld):
        check_in(lecture, STARTS + 60 * SECOND, shown_at=STARTS, mode=shown)
    with pytest.raises(actions.CodeOfAnotherLecture):
        check_in(lecture, code=code_of(other, mode=shown))


def test_the_room_takes_seat_holders_and_then_who_just_comes_while_seats_last():
    lecture = LectureFactory(capacity=2)
    holder = SeatFactory(lecture=lecture).doctor

    walk_in = check_in(lecture)
    with pytest.raises(actions.LectureFull) as refusal:
        check_in(lecture)

    assert refusal.value.code == "lecture_full"
    assert not Attempt.objects.exists()
    assert check_in(lecture, person=holder).mode == "onsite"
    assert set(lecture.seats.held().values_list("doctor", "number")) == {(holder.pk, 1), (walk_in.person_id, 2)}


def test_a_room_that_is_full_keeps_nobody_from_being_online():
    lecture = SeatFactory(lecture=LectureFactory(capacity=1)).lecture

    assert check_in(lecture, mode="online").mode == "online"
    assert lecture.seats.count() == 1


def test_who_just_came_sits_where_nobody_can_reserve_any_more():
    lecture = LectureFactory(capacity=1)
    check_in(lecture, STARTS - 60 * SECOND)

    with pytest.raises(actions.LectureFull):
        actions.take_seat(lecture_id=lecture.pk, doctor=PersonFactory(), at=STARTS - 30 * SECOND)


def test_after_ten_refused_codes_even_a_good_one_waits():
    lecture, person = LectureFactory(), PersonFactory()
    for _ in range(10):
        with pytest.raises(actions.CodeWrong):
            check_in(lecture, person=person, code=wrong(lecture))

    with pytest.raises(actions.TooManyAttempts) as refusal:
        check_in(lecture, person=person)

    assert refusal.value.code == "too_many_attempts"
    assert check_in(lecture, person=PersonFactory())
    assert check_in(lecture, STARTS + timedelta(minutes=5), person=person)


def test_attempts_at_all_lectures_count_together():
    person = PersonFactory()
    for _ in range(10):
        AttemptFactory(person=person, at=STARTS)

    with pytest.raises(actions.TooManyAttempts):
        check_in(LectureFactory(), person=person)


def test_a_press_overtaken_by_another_finds_its_check_in():
    held = CheckInFactory()

    assert actions.checking._admit(held.lecture, held.person, "online", STARTS) == held
    assert not Entry.objects.exists()


def test_somebody_taken_off_the_list_may_check_in_again():
    old = CheckInFactory(removed_at=STARTS, removed_by=PersonFactory(), remove_reason="签错")

    assert check_in(old.lecture, person=old.person).pk != old.pk


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_pressing_twice_at_once_checks_in_once():
    lecture, person = LectureFactory(), PersonFactory()

    def press(_turn):
        try:
            return check_in(lecture, person=person).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        assert len(set(pool.map(press, range(6)))) == 1
    assert CheckIn.objects.count() == 1


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_guessing_at_once_is_held_to_the_limit():
    lecture, person = LectureFactory(), PersonFactory()
    code = wrong(lecture)

    def guess(_turn):
        try:
            check_in(lecture, person=person, code=code)
        except actions.CodeWrong:
            return "wrong"
        except actions.TooManyAttempts:
            return "too many"
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(guess, range(40)))
    # Attempts that were not yet committed may hide from each other: as many more at the most as there are threads.
    assert answers.count("wrong") <= rules.MOST_ATTEMPTS + 8


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_many_who_just_come_rush_few_seats():
    lecture = LectureFactory(capacity=3)
    holder = SeatFactory(lecture=lecture).doctor
    people = [holder, *PersonFactory.create_batch(11)]

    def scan(person):
        try:
            return bool(check_in(lecture, person=person))
        except actions.LectureFull:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(12) as pool:
        admitted = [person for person, is_in in zip(people, pool.map(scan, people), strict=True) if is_in]
    assert (len(admitted), holder in admitted) == (3, True)
    assert lecture.check_ins.count() == lecture.seats.held().count() == 3
