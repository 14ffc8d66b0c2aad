"""How answers are marked: every kind, every rule of partial credit, and what holds whatever is answered."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.exams.rules import Key, Verdict, earned_hundredths, score_hundredths, verdict
from courses.exams.rules.questions import ONE_CHOICE

RULES = ("all_or_nothing", "fewer_is_half", "per_option")
OPTIONS = st.integers(0, 9)
SETS = st.frozensets(OPTIONS, max_size=10)
KEYS = st.frozensets(OPTIONS, min_size=1, max_size=10)


@pytest.mark.parametrize(
    ("chosen", "all_or_nothing", "fewer_is_half", "per_option"),
    [
        pytest.param([0, 2, 3], 300, 300, 300, id="all-of-them"),
        pytest.param([0, 2], 0, 150, 200, id="one-missing"),
        pytest.param([3], 0, 150, 100, id="two-missing"),
        pytest.param([0, 1, 2, 3], 0, 0, 200, id="all-and-a-wrong-one"),
        pytest.param([0, 1], 0, 0, 0, id="one-right-one-wrong"),
        pytest.param([1, 4], 0, 0, 0, id="only-wrong-ones"),
        pytest.param([], 0, 0, 0, id="nothing-chosen"),
        pytest.param(None, 0, 0, 0, id="never-opened"),
    ],
)
def test_several_right_answers(chosen, all_or_nothing, fewer_is_half, per_option):
    key = Key.of([0, 2, 3])

    earned = [earned_hundredths(chosen, key, 3, partial=rule) for rule in RULES]

    assert earned == [all_or_nothing, fewer_is_half, per_option]


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("kind", ONE_CHOICE)
def test_one_right_answer_is_right_or_wrong_under_every_rule(kind, rule):
    given = [earned_hundredths(each, Key.of([1]), 2, partial=rule, one_choice=True) for each in ([1], [0], [], None)]

    assert given == [200, 0, 0, 0]


@pytest.mark.parametrize(
    ("kind", "rule", "right", "full", "nothing"),
    [
        pytest.param("single", "replace", [2], [[2]], [[1], [0], []], id="another-one-instead"),
        pytest.param("single", "accept_also", [2, 3], [[1], [2], [3]], [[0], []], id="two-more"),
        pytest.param("multiple", "accept_also", [0, 1, 2], [[1], [0, 1, 2]], [[0, 1], []], id="another-set"),
        pytest.param("multiple", "replace", [0, 1], [[0, 1]], [[1], []], id="another-set-instead"),
        pytest.param("case", "void", [], [[1], [0], [], None], [], id="void"),
    ],
)
def test_a_corrected_key(kind, rule, right, full, nothing):
    key = Key.of([1]).corrected(kind, rule, right)

    assert [earned_hundredths(each, key, 1) for each in full] == [100] * len(full)
    assert [earned_hundredths(each, key, 1) for each in nothing] == [0] * len(nothing)


@given(chosen=SETS, right=KEYS, points=st.integers(1, 100), rule=st.sampled_from(RULES))
def test_an_answer_earns_between_nothing_and_its_points(chosen, right, points, rule):
    earned = earned_hundredths(sorted(chosen), Key.of(right), points, partial=rule)

    assert 0 <= earned <= points * 100
    assert (earned == points * 100) == (chosen == right)


@given(chosen=SETS, right=KEYS, points=st.integers(1, 100))
def test_a_rule_of_partial_credit_never_gives_less_than_all_or_nothing(chosen, right, points):
    strict, *partial = [earned_hundredths(sorted(chosen), Key.of(right), points, partial=rule) for rule in RULES]

    assert all(each >= strict for each in partial)


@given(chosen=SETS, right=KEYS, wrong=OPTIONS, points=st.integers(1, 100), rule=st.sampled_from(RULES))
def test_one_more_wrong_option_never_earns_more(chosen, right, wrong, points, rule):
    worse = chosen | {wrong}
    if wrong in right:
        return
    before, after = [earned_hundredths(sorted(each), Key.of(right), points, partial=rule) for each in (chosen, worse)]

    assert after <= before


@given(chosen=SETS, right=KEYS, also=KEYS, points=st.integers(1, 100), rule=st.sampled_from(RULES))
def test_what_is_accepted_too_takes_nothing_from_anybody(chosen, right, also, points, rule):
    key = Key.of(right)
    wider = key.corrected("multiple", "accept_also", sorted(also))

    before, after = [earned_hundredths(sorted(chosen), each, points, partial=rule) for each in (key, wider)]

    assert after >= before


@pytest.mark.parametrize(
    ("marks", "result"),
    [
        pytest.param({}, Verdict(None, 1), id="nobody-yet"),
        pytest.param({1: 500}, Verdict(None, 2), id="one"),
        pytest.param({1: 500, 2: 600}, Verdict(550, 0), id="agree"),
        pytest.param({1: 500, 2: 650}, Verdict(575, 0), id="as-far-apart-as-tolerated"),
        pytest.param({1: 500, 2: 651}, Verdict(None, 3), id="too-far-apart"),
        pytest.param({1: 501, 2: 502}, Verdict(501, 0), id="the-mean-is-rounded-down"),
        pytest.param({1: 0, 2: 800, 3: 700}, Verdict(700, 0), id="the-arbiter-decides"),
        pytest.param({1: 0, 2: 800, 3: 700, 4: 800}, Verdict(800, 0), id="an-appeal-has-the-last-word"),
    ],
)
def test_a_short_answer_by_its_marks(marks, result):
    assert verdict(marks, 150) == result


@given(first=st.integers(0, 10000), second=st.integers(0, 10000), tolerance=st.integers(0, 10000))
def test_the_mean_lies_between_the_marks(first, second, tolerance):
    found = verdict({1: first, 2: second}, tolerance)

    if found.waits_for:
        assert abs(first - second) > tolerance
    else:
        assert min(first, second) <= found.earned_hundredths <= max(first, second)


@given(earned=st.lists(st.integers(1, 100).flatmap(lambda top: st.tuples(st.integers(0, top * 100), st.just(top)))))
def test_a_score_is_between_none_and_a_hundred_and_never_rounded_up(earned):
    total, points = sum(each for each, _top in earned), sum(top for _each, top in earned)

    score = score_hundredths(total, points)

    assert 0 <= score <= 10000
    assert score * points * 100 <= total * 10000
