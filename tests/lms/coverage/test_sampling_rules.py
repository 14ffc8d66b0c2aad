"""The draw, step by step and as anybody can repeat it."""

import doctest
import hashlib
from importlib import import_module

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.coverage.rules.sampling import Member, allotted, draw, population_digest, population_lines

PEOPLE = [Member(number, f"uid-{number:03d}", 1, "乙县" if number % 3 else "甲县") for number in range(30)]


@pytest.mark.parametrize("module", ["sampling", "findings", "checklist"])
def test_the_examples_in_the_rules_are_true(module):
    assert doctest.testmod(import_module(f"lms.coverage.rules.{module}")).failed == 0


def test_anybody_draws_the_same_people_with_the_seed_and_the_list():
    plain = [Member(each.person_id, each.uid, 1) for each in PEOPLE]

    drawn = [each.member.uid for each in draw(plain, seed="2026 11 19", size=5)]

    by_hand = sorted(hashlib.sha256(f"2026 11 19|uid-{n:03d}".encode()).hexdigest() + f"uid-{n:03d}" for n in range(30))
    assert drawn == [each[64:] for each in by_hand[:5]]


def test_the_order_of_the_list_means_nothing_and_the_seed_everything():
    drawn = draw(PEOPLE, seed="1234", size=6)

    assert draw(PEOPLE[::-1], seed="1234", size=6) == drawn
    assert draw(PEOPLE, seed="1235", size=6) != drawn
    assert [each.position for each in drawn] == [1, 2, 3, 4, 5, 6]


def test_strata_give_in_proportion_and_stand_in_the_order_of_their_names():
    drawn = draw(PEOPLE, seed="1234", size=6)

    assert [each.member.stratum for each in drawn] == sorted(each.member.stratum for each in drawn)
    assert [each.member.stratum for each in drawn].count("甲县") == 2


def test_a_sample_beyond_the_population_is_everybody():
    assert len(draw(PEOPLE, seed="1234", size=99)) == 30
    assert draw([], seed="1234", size=5) == []


def test_the_checksum_is_of_the_people_whatever_their_order_and_strata():
    other = [Member(each.person_id, each.uid, 9, "丙县") for each in PEOPLE[::-1]]

    assert population_digest(other) == population_digest(PEOPLE) != population_digest(PEOPLE[1:])
    assert population_lines(PEOPLE[:1]) == "uid-000\t甲县\n"


@given(st.dictionaries(st.sampled_from("甲乙丙丁戊"), st.integers(1, 500), min_size=1), st.integers(0, 900))
def test_the_shares_of_strata_add_up_and_none_gives_more_than_it_has(sizes, size):
    shares = allotted(sizes, size)

    assert sum(shares.values()) == min(size, sum(sizes.values()))
    assert all(0 <= shares[name] <= sizes[name] for name in sizes)
