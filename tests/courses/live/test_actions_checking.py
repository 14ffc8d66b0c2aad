from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from courses.live import actions, rules
from courses.live.models import Attempt, CheckIn
from lms.audit.models import Entry
from tests.factories.live import STARTS, AttemptFactory, CheckInFactory, LectureFactory
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def check_in(lecture, at=STARTS, *, person=None, shown_at=None, code=None, **kwargs):
    code = rules.code_at(lecture.secret, shown_at or at) if code is None else code
    return actions.check_in(lecture_id=lecture.pk, person=person or PersonFactory(), code=code, at=at, **kwargs)


def wrong(lecture, at=STARTS):
    good = {rules.code_at(lecture.secret, at - n * 30 * SECOND) for n in range(-2, 500)}
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
        check_in(lecture, code=rules.code_at(other.secret, STARTS))

    assert refusal.value.code == "code_of_another_lecture"


def test_one_scan_never_marks_next_weeks_lecture():
    lecture = LectureFactory()
    later = LectureFactory(starts_at=STARTS + timedelta(days=7))

    check_in(lecture)

    assert not later.check_ins.exists()
    with pytest.raises(actions.CodeWrong):
        check_in(later, later.starts_at, code=rules.code_at(lecture.secret, STARTS))


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
    ("lectures", "said", "kept"),
    [
        ("onsite", "online", "onsite"),
        ("online", "onsite", "online"),
        ("either", "onsite", "onsite"),
        ("either", "online", "online"),
        ("either", "", "online"),
        ("either", "elsewhere", "online"),
    ],
)
def test_how_somebody_attends(lectures, said, kept):
    assert check_in(LectureFactory(mode=lectures), mode=said).mode == kept


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
    attempt = AttemptFactory(lecture=held.lecture, person=held.person)

    assert actions.checking._admit(held.lecture, held.person, "online", attempt, STARTS) == held
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
