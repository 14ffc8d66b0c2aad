"""What the signals of a sitting add up to."""

from datetime import UTC, datetime, timedelta

from courses.exams.rules.watching import Absences, absences, fast_answers, overlaps

NINE = datetime(2026, 11, 19, 1, tzinfo=UTC)


def after(seconds):
    return NINE + timedelta(seconds=seconds)


def test_absences_are_counted_and_timed_in_whatever_order_they_arrive():
    moves = [
        ("a", "back", after(40)),
        ("a", "left", after(10)),
        ("a", "left", after(100)),
        ("a", "left", after(101)),
        ("a", "back", after(105)),
        ("a", "back", after(300)),
    ]

    assert absences(moves, until=after(3600)) == Absences(2, 35)


def test_each_device_is_away_by_itself():
    moves = [("a", "left", after(0)), ("b", "back", after(5)), ("b", "left", after(6)), ("b", "back", after(8))]

    assert absences(moves, until=after(20)) == Absences(2, 22)


def test_who_never_came_back_was_away_until_the_end_but_two_hours_at_the_most():
    assert absences([("a", "left", after(0))], until=after(60)) == Absences(1, 60)
    assert absences([("a", "left", after(0))], until=after(90_000)) == Absences(1, 7200)


def test_what_comes_after_the_end_is_no_time_away():
    assert absences([("a", "left", after(60)), ("a", "back", after(500))], until=after(30)) == Absences(1, 0)
    assert absences([("a", "left", after(60))], until=after(30)) == Absences(1, 0)
    assert absences([], until=after(30)) == Absences()


def test_devices_overlap_where_one_is_heard_of_before_the_other_falls_silent():
    stays = [(after(0), after(100)), (after(50), after(60)), (after(99), after(200)), (after(200), after(300))]

    assert overlaps(stays) == 2
    assert overlaps([]) == 0


def test_only_first_answers_in_a_hurry_are_fast():
    saves = [
        ("a", 1, after(10)),
        ("a", 2, after(12)),
        ("a", 3, after(15)),
        ("a", 1, after(16)),
        ("a", 4, after(17)),
        ("b", 5, after(18)),
        ("b", 6, after(18)),
        ("b", 6, after(17.5)),
    ]

    # 1 to 2 and 3 to 4; 5 and 6 are on another phone, and half a second apart.
    assert fast_answers(saves) == 3


def test_a_whole_form_is_no_haste():
    assert fast_answers([("a", position, NINE) for position in range(20)]) == 0
