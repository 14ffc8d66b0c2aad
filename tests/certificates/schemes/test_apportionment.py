"""Sharing places out, and giving them in turn."""

import doctest

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from certificates.schemes.rules import apportionment
from certificates.schemes.rules.apportionment import Free, apportion

counties = st.dictionaries(st.integers(1, 12), st.integers(0, 400), max_size=12)
places_ = st.integers(0, 500)


def test_docstrings_are_true():
    assert doctest.testmod(apportionment).failed == 0


@given(places_, counties)
def test_shares_add_up_and_stay_within_one_of_the_quota(places, due):
    shares = apportion(places, due)

    everybody = sum(due.values())
    assert sum(shares.values()) == (places if everybody else 0)
    for county, number in due.items():
        floor, rest = divmod(places * number, everybody) if everybody else (0, 0)
        assert floor <= shares[county] <= floor + bool(rest)


@given(places_, counties)
def test_shares_are_the_same_in_whatever_order_counties_come(places, due):
    assert apportion(places, dict(reversed(due.items()))) == apportion(places, due)


@given(places_, counties, st.dictionaries(st.integers(1, 14), st.integers(0, 60), max_size=6))
def test_nobody_loses_a_place_that_is_taken(places, due, taken):
    assume(sum(taken.values()) <= places)

    shares = apportion(places, due, least=taken)

    assert all(shares[county] >= number for county, number in taken.items())
    assert sum(shares.values()) <= places
    if all(due.get(county) for county in taken) and sum(due.values()):
        assert sum(shares.values()) == places


@pytest.mark.parametrize(
    ("places", "due", "least"),
    [(3, {1: 5}, {1: 4}), (-1, {1: 5}, {}), (3, {1: -5}, {}), (3, {1: 5}, {1: -1})],
)
def test_numbers_that_cannot_be_are_an_error(places, due, least):
    with pytest.raises(ValueError, match="places"):
        apportion(places, due, least=least)


queues = st.lists(st.one_of(st.none(), st.integers(1, 4)), max_size=30).map(lambda each: list(enumerate(each)))


@given(st.one_of(st.none(), st.integers(0, 20)), st.dictionaries(st.integers(1, 4), st.integers(0, 9)), queues)
def test_places_go_by_turn_and_never_twice(total, of_county, queue):
    free = Free(total=total, counties=dict(of_county)).give(queue)

    assert sorted([*free.given, *free.waiting]) == [key for key, _county in queue]
    assert total is None or len(free.given) <= total
    for county in (None, 1, 2, 3, 4):
        given_here = [key for key in free.given if queue[key][1] == county]
        waiting_here = [key for key in free.waiting if queue[key][1] == county]
        assert len(given_here) <= of_county.get(county, 0)
        # Nobody of one county is passed by another who asked later.
        assert not (given_here and waiting_here and max(given_here) > min(waiting_here))
        if waiting_here:
            assert free.left(county) == 0


def test_nothing_limits_a_class_without_numbers():
    free = Free().give([(1, None), (2, 7)])

    assert (free.given, free.waiting, free.left(7)) == ([1, 2], [], None)
