"""Drawing a paper: the same again by its seed, no question twice, and filled whenever it can be."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.exams.rules import Drawn, Place, Pool, Shortage, draw, lay_out, shortages

QUESTIONS = [(n, f"q{n}") for n in range(7)]
GOLDEN_DRAW = [(0, 2), (6, 2), (3, 2), (5, 5), (2, 5)]
GOLDEN_ORDERS = [(2, 0, 3, 1), (0, 2, 1), (2, 0, 1, 3)]
pools_of_any_shape = st.lists(
    st.builds(
        Pool,
        count=st.integers(1, 4),
        points=st.integers(1, 3),
        questions=st.lists(st.sampled_from(QUESTIONS), unique=True).map(tuple),
        narrowness=st.integers(0, 2),
    ),
    max_size=4,
)


def can_be_filled(pools, taken=frozenset()):
    """Try every way there is."""
    if not pools:
        return True
    first, *others = pools
    free = [version for version, _code in first.questions if version not in taken]
    return any(can_be_filled(others, taken | set(chosen)) for chosen in itertools.combinations(free, first.count))


@given(pools=pools_of_any_shape, seed=st.integers(0, 50))
def test_whatever_can_be_filled_is(pools, seed):
    paper = [version for version, _points in draw(seed, pools)]

    assert len(set(paper)) == len(paper)
    assert (len(paper) == sum(pool.count for pool in pools)) is can_be_filled(pools)
    assert bool(shortages(pools)) is not can_be_filled(pools)


@given(pools=pools_of_any_shape, seed=st.integers(0, 50))
def test_a_place_holds_a_question_its_line_may_take(pools, seed):
    if shortages(pools):
        return
    paper = iter(draw(seed, pools))
    for pool in pools:
        for version, points in itertools.islice(paper, pool.count):
            assert version in dict(pool.questions)
            assert points == pool.points


@given(pools=pools_of_any_shape, seed=st.integers(0, 50), data=st.data())
def test_the_order_of_the_bank_does_not_matter(pools, seed, data):
    mixed = [
        Pool(pool.count, pool.points, tuple(data.draw(st.permutations(pool.questions))), pool.narrowness)
        for pool in pools
    ]

    assert draw(seed, mixed) == draw(seed, pools)


@given(pools=pools_of_any_shape)
def test_a_shortage_is_one_by_count(pools):
    """Every shortage named is true by itself, and no line stands in two."""
    found = shortages(pools)
    for short in found:
        reach = {version for place in short.places for version, _code in pools[place].questions}
        assert (short.wanted, short.there) == (sum(pools[place].count for place in short.places), len(reach))
        assert short.there < short.wanted
    places = [place for short in found for place in short.places]
    assert len(set(places)) == len(places)


def test_the_narrow_line_chooses_first():
    """The line for one unit gets the only questions it can have; the broad one above it takes others."""
    narrow, broad = tuple(QUESTIONS[:2]), tuple(QUESTIONS)
    pools = [Pool(5, 1, broad), Pool(2, 3, narrow, narrowness=1)]

    paper = draw(7, pools)

    assert {version for version, _points in paper[5:]} == {0, 1}
    assert [points for _version, points in paper] == [1] * 5 + [3] * 2


@pytest.mark.parametrize(
    ("pools", "short"),
    [
        pytest.param([Pool(2, 1, tuple(QUESTIONS[:2]))], [], id="just-enough"),
        pytest.param([Pool(3, 1, tuple(QUESTIONS[:2]))], [Shortage((0,), 3, 2)], id="one-line"),
        pytest.param(
            [Pool(1, 1, tuple(QUESTIONS[4:])), Pool(2, 1, tuple(QUESTIONS[:2])), Pool(1, 1, tuple(QUESTIONS[1:2]))],
            [Shortage((1, 2), 3, 2)],
            id="two-compete-and-a-third-does-not",
        ),
        pytest.param([Pool(1, 1, ()), Pool(2, 1, ())], [Shortage((0,), 1, 0), Shortage((1,), 2, 0)], id="nothing"),
    ],
)
def test_shortages_name_the_lines_that_compete(pools, short):
    assert shortages(pools) == short


def test_a_paper_drawn_years_ago_is_drawn_the_same_today():
    """Kept papers are proven by drawing them again, so this order may never change."""
    pools = [Pool(3, 2, tuple(QUESTIONS)), Pool(2, 5, tuple(QUESTIONS[2:]), narrowness=1)]
    single, group = Drawn(1, "q1", "single", (4,)), Drawn(2, "q2", "case", (3, 4))

    assert draw(11, pools) == GOLDEN_DRAW
    assert [place.order for place in lay_out(11, [(single, 1), (group, 2)])] == GOLDEN_ORDERS


def test_parts_of_a_group_stand_together_in_order():
    questions = [(Drawn(9, "q9", "b1", (5, 5, 5)), 2), (Drawn(4, "q4", "true_false", (2,)), 1)]

    places = lay_out(3, questions)

    assert [(place.position, place.version_id, place.part, place.points) for place in places] == [
        (1, 9, 0, 2),
        (2, 9, 1, 2),
        (3, 9, 2, 2),
        (4, 4, 0, 1),
    ]
    # What the questions of a B1 group share stands in one order, and "true" before "false".
    assert len({place.order for place in places[:3]}) == 1
    assert places[3].order == (0, 1)


def test_options_are_left_as_written_where_the_exam_says_so():
    assert lay_out(3, [(Drawn(9, "q9", "single", (5,)), 1)], shuffle=False) == [Place(1, 9, 0, (0, 1, 2, 3, 4), 1)]
