"""Marking, drawing and the bell, as pure functions."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.exams import rules

BELL = datetime(2026, 11, 19, 3, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kind", "stem", "options", "right", "fault"),
    [
        pytest.param("single", "?", ["a", "b"], [0], None, id="single"),
        pytest.param("multiple", "?", ["a", "b", "c"], [0, 2], None, id="multiple"),
        pytest.param("true_false", "?", ["a", "b"], [1], None, id="true-false"),
        pytest.param("single", " ", ["a", "b"], [0], "no_stem", id="blank-stem"),
        pytest.param("single", "x" * 5001, ["a", "b"], [0], "long_stem", id="long-stem"),
        pytest.param("single", "x" * 5000, ["a", "b"], [0], None, id="longest-stem"),
        pytest.param("single", "?", ["a", " "], [0], "bad_option", id="blank-option"),
        pytest.param("single", "?", ["a", 3], [0], "bad_option", id="option-no-text"),
        pytest.param("single", "?", ["a", "x" * 501], [0], "bad_option", id="long-option"),
        pytest.param("single", "?", ["a", "a "], [0], "same_options", id="twice-the-same"),
        pytest.param("single", "?", ["a"], [0], "option_count", id="one-option"),
        pytest.param("single", "?", list("abcdefghijk"), [0], "option_count", id="eleven-options"),
        pytest.param("true_false", "?", ["a", "b", "c"], [0], "two_options", id="three-truths"),
        pytest.param("single", "?", ["a", "b"], [], "no_right", id="no-right"),
        pytest.param("single", "?", ["a", "b"], [2], "bad_key", id="right-outside"),
        pytest.param("single", "?", ["a", "b"], [True], "bad_key", id="right-is-a-truth-value"),
        pytest.param("multiple", "?", ["a", "b"], [0, 0], "bad_key", id="right-twice"),
        pytest.param("single", "?", ["a", "b"], [0, 1], "one_right", id="two-right-for-single"),
        pytest.param("multiple", "?", ["a", "b"], [0], "several_right", id="one-right-for-multiple"),
        pytest.param("essay", "?", ["a", "b"], [0], "unknown_kind", id="unknown"),
    ],
)
def test_question_fault(kind, stem, options, right, fault):
    assert rules.question_fault(kind, stem, options, right) == fault


@given(
    right=st.sets(st.integers(0, 4), min_size=1),
    chosen=st.one_of(st.none(), st.sets(st.integers(0, 4))),
    points=st.integers(1, 100),
)
def test_marking_is_all_or_nothing_and_blind_to_order(right, chosen, points):
    earned = rules.earned_hundredths(
        None if chosen is None else sorted(chosen, reverse=True), rules.Key.of(right), points
    )

    assert earned == (points * 100 if chosen == right else 0)


@given(points=st.lists(st.integers(1, 100), min_size=1, max_size=200), data=st.data())
def test_score_lies_on_the_scale_and_grows_with_every_right_answer(points, data):
    right = data.draw(st.lists(st.booleans(), min_size=len(points), max_size=len(points)))
    earned = sum(p * 100 for p, good in zip(points, right, strict=True) if good)
    score = rules.score_hundredths(earned, sum(points))

    assert 0 <= score <= 10000
    assert (score == 10000) == all(right)
    assert any(right) or score == 0


@given(st.integers(1, 20000), st.integers(0, 20000), st.integers(0, 10000))
def test_a_pass_mark_is_reached_exactly_or_not(points, right, mark):
    right = min(right, points)

    assert (rules.score_hundredths(right * 100, points) >= mark) == (right * 10000 >= mark * points)


def test_score_of_an_empty_paper_is_nothing():
    assert rules.score_hundredths(0, 0) == 0


@given(st.integers(0, 2**62), st.permutations(range(20)))
def test_a_seed_draws_one_paper_whatever_order_the_database_returns(seed, order):
    questions = [(n, f"q{n}") for n in range(20)]
    shuffled = tuple(questions[n] for n in order)

    drawn = rules.draw(seed, [rules.Pool(5, 2, shuffled)])

    assert drawn == rules.draw(seed, [rules.Pool(5, 2, tuple(questions))])
    assert len({version for version, _points in drawn}) == 5
    assert {points for _version, points in drawn} == {2}


def test_different_seeds_draw_different_papers():
    pool = rules.Pool(5, 1, tuple((n, f"q{n}") for n in range(20)))

    papers = {tuple(rules.draw(seed, [pool])) for seed in range(50)}

    assert len(papers) > 45


@given(st.integers(0, 2**62), st.integers(2, 10))
def test_options_are_shuffled_and_none_is_lost(seed, count):
    order = rules.option_order(seed, "q1", "single", count)

    assert sorted(order) == list(range(count))
    assert order == rules.option_order(seed, "q1", "single", count)


def test_true_stands_before_false():
    assert {tuple(rules.option_order(seed, "q", "true_false", 2)) for seed in range(20)} == {(0, 1)}


@pytest.mark.parametrize(
    ("kind", "chosen", "fits"),
    [
        pytest.param("single", [], True, id="nothing"),
        pytest.param("single", [3], True, id="one"),
        pytest.param("single", [0, 1], False, id="two-for-single"),
        pytest.param("true_false", [0, 1], False, id="two-for-true-false"),
        pytest.param("multiple", [0, 1, 3], True, id="several"),
        pytest.param("multiple", [0, 0], False, id="twice"),
        pytest.param("multiple", [4], False, id="beyond"),
        pytest.param("multiple", [-1], False, id="before"),
        pytest.param("single", [True], False, id="truth-value"),
    ],
)
def test_is_choice(kind, chosen, fits):
    assert rules.is_choice(kind, chosen, 4) is fits


@pytest.mark.parametrize(
    ("late_by", "over"),
    [
        pytest.param(timedelta(seconds=-1), False, id="a-second-before"),
        pytest.param(timedelta(0), False, id="at-the-bell"),
        pytest.param(timedelta(seconds=5), False, id="last-of-the-grace"),
        pytest.param(timedelta(seconds=5, microseconds=1), True, id="after-the-grace"),
        pytest.param(timedelta(seconds=6), True, id="a-second-after"),
    ],
)
def test_the_bell_to_the_second(late_by, over):
    assert rules.is_over(BELL + late_by, BELL, 5) is over


@pytest.mark.parametrize(("ahead", "seconds"), [(1.2, 2), (1, 1), (0, 0), (-3, 0)])
def test_remaining_seconds_never_promise_less_than_is_left(ahead, seconds):
    assert rules.remaining_seconds(BELL - timedelta(seconds=ahead), BELL) == seconds


def test_deadline_is_the_duration_or_the_closing_whichever_is_sooner():
    start = BELL - timedelta(minutes=30)

    assert rules.deadline(start, 20, BELL) == start + timedelta(minutes=20)
    assert rules.deadline(start, 60, BELL) == BELL


@pytest.mark.parametrize(("seconds", "minutes"), [(0, 1), (60, 1), (61, 2), (3600, 60)])
def test_used_minutes_are_started_minutes(seconds, minutes):
    assert rules.used_minutes(BELL, BELL + timedelta(seconds=seconds)) == minutes
