from datetime import date, timedelta
from fractions import Fraction

import pytest

from lms.coverage.rules.forecast import Course, forecast, pace, people_for, planned_tenths, with_start

ON = date(2026, 11, 26)
ENDS = date(2026, 12, 31)
# Four people a month, whatever the length of the month, and three in the running one so far.
STEADY = [*[(date(2026, month, 1), 4) for month in range(5, 11)], (date(2026, 11, 1), 3)]


def course(**said):
    asked = {"due": 100, "covered": 24, "months": STEADY, "target_tenths": 900, "on": ON, "ends_on": ENDS}
    return Course(**{**asked, **said})


def test_people_for_rounds_up_and_never_past_everybody():
    assert [people_for(tenths, 3) for tenths in (0, 1, 333, 334, 1000)] == [0, 1, 1, 2, 3]


@pytest.mark.parametrize(
    ("on", "tenths"),
    [
        pytest.param(date(2025, 12, 1), 0, id="before-it-starts"),
        pytest.param(date(2026, 1, 1), 0, id="the-first-day"),
        pytest.param(date(2026, 1, 6), 250, id="half-way"),
        pytest.param(date(2026, 1, 11), 500, id="on-the-day"),
        pytest.param(date(2026, 1, 16), 750, id="between-two-days"),
        pytest.param(date(2026, 9, 1), 1000, id="after-the-last"),
    ],
)
def test_the_plan_is_read_between_its_days(on, tenths):
    # Out of order, as somebody may have typed it.
    plan = [(date(2026, 1, 21), 1000), (date(2026, 1, 11), 500)]
    assert planned_tenths(plan, date(2026, 1, 1), on) == tenths


def test_no_plan_asks_for_nothing():
    assert planned_tenths([], date(2026, 1, 1), ON) is None


def test_a_plan_that_begins_on_the_first_day_keeps_its_own_beginning():
    plan = [(date(2026, 1, 1), 100), (date(2026, 2, 1), 200)]
    assert with_start(plan, date(2026, 1, 1)) == plan
    assert with_start(plan, date(2025, 1, 1))[0] == (date(2025, 1, 1), 0)


def test_the_pace_of_steady_months_is_their_slope():
    assert round(float(pace(STEADY, ON)) * 30.4, 1) == 3.9


def test_the_running_month_counts_as_far_as_it_has_gone():
    months = [(date(2026, 9, 1), 0), (date(2026, 10, 1), 0), (date(2026, 11, 1), 26)]
    assert pace(months, ON) > pace([*months[:2], (date(2026, 11, 1), 0)], ON) == 0


@pytest.mark.parametrize(
    ("on", "known"),
    [
        pytest.param(date(2026, 2, 27), False, id="one-whole-month-and-most-of-another"),
        pytest.param(date(2026, 2, 28), True, id="the-last-day-of-the-second"),
    ],
)
def test_the_pace_needs_two_whole_months(on, known):
    months = [(date(2026, 1, 1), 5), (date(2026, 2, 1), 5)]
    assert (pace(months, on) is not None) is known


def test_the_pace_over_new_year():
    months = [(date(2025, 11, 1), 30), (date(2025, 12, 1), 31), (date(2026, 1, 1), 31)]
    assert pace(months, date(2026, 2, 1)) == Fraction(1)


@pytest.mark.parametrize(
    ("said", "state"),
    [
        pytest.param({"due": 0, "covered": 0}, "nobody", id="nobody-due"),
        pytest.param({"target_tenths": None}, "no_target", id="no-target-line"),
        pytest.param({"covered": 90}, "reached", id="exactly-reached"),
        pytest.param({"covered": 89, "months": STEADY[-2:]}, "too_early", id="one-whole-month-and-the-running-one"),
        pytest.param({"months": [(first, 0) for first, _n in STEADY]}, "never", id="nobody-of-late"),
        pytest.param({"due": 10**6}, "never", id="beyond-every-horizon"),
        pytest.param({"ends_on": date(2028, 12, 31)}, "in_time", id="in-time"),
        pytest.param({}, "late", id="late"),
    ],
)
def test_forecast_says_how_it_is_to_be_read(said, state):
    assert forecast(course(**said)).state == state


def test_forecast_counts_who_is_missing_and_how_many_a_week_would_do():
    found = forecast(course(covered=89))
    # One person in 35 days: one a week, since people are whole.
    assert (found.wanted, found.missing, found.needed_a_week, found.a_week) == (90, 1, 1, "0.9")
    assert ON < found.reached_on <= date(2026, 12, 5)


def test_forecast_asks_for_no_pace_once_the_time_is_over():
    for on in (ENDS, ENDS + timedelta(days=32)):
        found = forecast(course(on=on))
        assert (found.state, found.needed_a_week, found.reached_on) == ("ended", None, None)
        assert found.missing


def test_forecast_without_enough_months_promises_no_day():
    found = forecast(course(months=[]))
    assert (found.reached_on, found.a_week, found.missing) == (None, "", 66)
    assert forecast(course(months=[], target_tenths=None)).a_week == ""
