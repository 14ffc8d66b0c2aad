"""Item analysis: by hand, and against a plain reference."""

import statistics
from random import Random

import pytest

from courses.exams.rules.analysis import (
    FEWEST,
    Given,
    Moments,
    correlation,
    discrimination,
    facility,
    figures,
    group_size,
)
from courses.exams.rules.reliability import Sums, alpha, histogram, median, standard_error

# Six papers of four questions, right (1) or wrong (0). By hand: totals 4, 3, 3, 2, 1, 1.
SHEET = ((1, 1, 1, 1), (1, 1, 1, 0), (1, 1, 0, 1), (1, 0, 1, 0), (1, 0, 0, 0), (0, 0, 0, 1))


def sums_of(values):
    return Sums(len(values), sum(values), sum(each * each for each in values))


def moments_of(pairs):
    xs, ys = [x for x, _y in pairs], [y for _x, y in pairs]
    return Moments(
        len(pairs), sum(xs), sum(ys), sum(x * x for x in xs), sum(y * y for y in ys), sum(x * y for x, y in pairs)
    )


def given(chosen, *, asked, upper=0, lower=0, right=False, rest=0):
    """Return an answer that ``asked`` papers gave, each with ``rest`` earned elsewhere."""
    earned = 100 if right else 0
    return Given(
        chosen=chosen,
        upper=upper,
        lower=lower,
        earned_upper=earned * upper,
        earned_lower=earned * lower,
        possible=100 * asked,
        possible_upper=100 * upper,
        possible_lower=100 * lower,
        moments=moments_of([(earned, rest)] * asked),
    )


@pytest.mark.parametrize(("sittings", "size"), [(0, 0), (1, 1), (3, 1), (6, 2), (100, 27), (36404, 9829)])
def test_the_groups_are_27_percent_and_never_nobody(sittings, size):
    assert group_size(sittings) == size


def test_facility_is_the_share_of_points():
    assert facility(250, 400) == 0.625
    assert facility(0, 0) is None


def test_kr20_by_hand():
    # p = 5/6, 3/6, 3/6, 3/6; sum of pq = 5/36 + 3/4 = 8/9; totals 4,3,3,2,1,1: mean 7/3, variance 40/6 - 49/9 = 11/9.
    places = [sums_of([row[place] for row in SHEET]) for place in range(4)]
    total = sums_of([sum(row) for row in SHEET])

    reliability = alpha(places, total)

    assert reliability == pytest.approx(4 / 3 * (1 - (8 / 9) / (11 / 9)))
    assert standard_error(total, reliability) == pytest.approx((11 / 9) ** 0.5 * (1 - 4 / 11) ** 0.5)


def test_alpha_of_partial_credit_is_cronbachs():
    papers = [(50, 100, 0), (100, 100, 50), (0, 50, 0), (100, 0, 100), (50, 50, 50)]
    variances = [statistics.pvariance([paper[place] for paper in papers]) for place in range(3)]
    expected = 3 / 2 * (1 - sum(variances) / statistics.pvariance([sum(paper) for paper in papers]))

    found = alpha([sums_of([paper[n] for paper in papers]) for n in range(3)], sums_of([sum(p) for p in papers]))

    assert found == pytest.approx(expected)


def test_no_reliability_where_nothing_differs():
    assert alpha([sums_of([1, 1])], sums_of([1, 0])) is None
    assert alpha([sums_of([1, 1]), sums_of([1, 1])], sums_of([2, 2])) is None
    assert alpha([], Sums(0, 0, 0)) is None
    assert standard_error(sums_of([1, 1]), None) is None
    assert Sums(0, 0, 0).mean == 0


def test_an_unreliable_exam_has_the_error_of_its_spread():
    total = sums_of([100, 300])

    assert standard_error(total, -0.5) == pytest.approx(100 * 1.5**0.5)
    assert standard_error(total, 1.0000001) == 0


def test_the_correlation_is_pearsons_with_the_rest_of_the_paper():
    chance = Random(27)
    pairs = [(chance.choice([0, 50, 100]), chance.randrange(0, 9000, 50)) for _ in range(300)]

    found = correlation(moments_of(pairs[:120]) + moments_of(pairs[120:]))

    assert found == pytest.approx(statistics.correlation([x for x, _y in pairs], [y for _x, y in pairs]))


def test_no_correlation_where_everybody_earned_the_same():
    assert correlation(moments_of([(100, 5), (100, 7)])) is None


def test_discrimination_by_hand():
    # Of ten strong seven are right, of ten weak two.
    answers = [
        given((0,), asked=20, upper=7, lower=2, right=True),
        given((1,), asked=17, upper=3, lower=8),
    ]

    assert discrimination(answers) == pytest.approx(0.5)
    assert discrimination([given((0,), asked=4, upper=2, right=True)]) is None


def test_the_figures_of_a_question():
    answers = [
        given((0,), asked=24, upper=9, lower=3, right=True, rest=700),
        given((1,), asked=10, upper=1, lower=4, rest=400),
        given((2,), asked=4, upper=0, lower=2, rest=300),
        given(None, asked=1, lower=1, rest=100),
        given((), asked=1, rest=200),
    ]

    found = figures(answers, right=[0], options=4)

    assert (found.asked, found.unanswered, found.facility) == (40, 2, 0.6)
    assert found.discrimination == pytest.approx(0.6)
    assert found.correlation > 0.9
    assert [(each.chosen, each.upper, each.lower, each.is_right) for each in found.options] == [
        (24, 9, 3, True),
        (10, 1, 4, False),
        (4, 0, 2, False),
        (0, 0, 0, False),
    ]
    assert found.flags == ("unused",)


def test_several_options_of_one_answer_count_each():
    found = figures([given((0, 2), asked=3, right=True), given((0,), asked=2)], right=[0, 2], options=3)

    assert [each.chosen for each in found.options] == [5, 0, 3]


def test_a_question_in_words_has_no_options_and_nobody_left_it_out():
    found = figures([given(None, asked=30, right=True)], right=[], options=0)

    assert (found.options, found.unanswered, found.facility) == ((), 0, 1.0)


@pytest.mark.parametrize(
    ("right", "wrong", "flags"),
    [
        pytest.param((19, 6, 5), (81, 3, 22), ("too_hard",), id="under-a-fifth"),
        pytest.param((20, 6, 5), (80, 3, 22), (), id="a-fifth"),
        pytest.param((95, 27, 24), (5, 0, 3), (), id="95-in-100"),
        pytest.param((96, 27, 24), (4, 0, 3), ("too_easy",), id="more-than-95"),
        pytest.param((50, 9, 18), (50, 18, 9), ("negative", "attracts_strong"), id="the-weak-know-better"),
        pytest.param((100, 27, 27), (0, 0, 0), ("too_easy", "unused"), id="nobody-is-tempted"),
    ],
)
def test_flags(right, wrong, flags):
    answers = [
        given((0,), asked=right[0], upper=right[1], lower=right[2], right=True),
        given((1,), asked=wrong[0], upper=wrong[1], lower=wrong[2]),
    ]

    assert figures(answers, right=[0], options=2).flags == flags


def test_few_papers_flag_nothing():
    assert figures([given((0,), asked=FEWEST - 1)], right=[1], options=3).flags == ()
    assert figures([given((0,), asked=FEWEST)], right=[1], options=3).flags == ("too_hard", "unused")


def test_the_histogram_puts_full_marks_into_the_last_part():
    assert histogram([(0, 1), (499, 2), (500, 4), (9999, 8), (10000, 16)]) == [3, 4, *[0] * 17, 24]


@pytest.mark.parametrize(
    ("scores", "middle"),
    [([], None), ([(5, 1)], 5), ([(9, 1), (1, 1)], 5), ([(1, 3), (8, 2)], 1), ([(1, 2), (8, 2)], 4.5)],
)
def test_median(scores, middle):
    assert median(scores) == middle
