"""The fewest things that close a gap."""

import doctest
from copy import deepcopy
from datetime import date
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certificates.credits import asking, closing
from certificates.credits.asking import Asked, Missing
from certificates.credits.closing import Candidate, close_gap, plan, worth
from certificates.credits.rules import Account, Claim, Terms

DAY = date(2026, 11, 20)


def candidate(key, minutes, *, kind="I", cap=None, year_cap=None, effort=None):
    terms = Terms(rule=ord(kind[0]), kind=kind, minutes=60, cap_per_kind=cap, cap_per_year=year_cap)
    return Candidate(key, (Claim(0, key, DAY, minutes, terms),), minutes if effort is None else effort)


def keys(chosen):
    return [each.key for each, _adds in chosen]


@pytest.mark.parametrize(
    ("gap", "chosen"),
    [
        pytest.param(0, [], id="no-gap"),
        pytest.param(100, [1], id="the-shortest-that-does"),
        pytest.param(101, [2], id="one-is-fewer-than-two"),
        pytest.param(301, [3, 1], id="two"),
        pytest.param(600, [3, 2, 1], id="all"),
        pytest.param(601, [3, 2, 1], id="all-and-not-enough"),
    ],
)
def test_the_fewest_come_first_and_the_last_is_the_shortest(gap, chosen):
    assert keys(close_gap(gap, Account(), [candidate(1, 60), candidate(2, 120), candidate(3, 180)])) == chosen


def test_what_a_cap_leaves_nothing_of_is_not_offered():
    capped = [candidate(n, 120, cap=200) for n in (1, 2)]

    chosen = close_gap(500, Account(), [*capped, candidate(3, 60, kind="II")])

    assert [(each.key, adds) for each, adds in chosen] == [(1, 200), (3, 100)]


def test_the_account_stays_as_it_is_and_what_is_in_it_counts():
    account = Account()
    account.add(candidate(9, 60, cap=200).claims[0])
    before = deepcopy(vars(account))

    assert worth(account, candidate(1, 120, cap=200)) == 100
    close_gap(500, account, [candidate(1, 120, cap=200)])

    assert vars(account) == before


def test_nothing_to_do_closes_nothing():
    assert close_gap(500, Account(), []) == []
    assert close_gap(500, Account(), [candidate(1, 0)]) == []


@pytest.mark.parametrize("module", [asking, closing])
def test_docstrings_are_true(module):
    assert doctest.testmod(module).failed == 0


def planned(missing, candidates, account=None):
    found = plan(missing, account or Account(), candidates)
    return [step.candidate.key for step in found.steps], found.closes


A_KIND = Missing(300, {"I": 200})
MORE_TIME = Missing(100, {}, 300)


@pytest.mark.parametrize(
    ("missing", "candidates", "keys", "closes"),
    [
        pytest.param(Missing(), [candidate(1, 60)], [], True, id="nothing"),
        pytest.param(A_KIND, [candidate(1, 600, kind="X"), candidate(2, 120)], [2, 1], True, id="kind-first"),
        pytest.param(A_KIND, [candidate(1, 180), candidate(2, 600, kind="X")], [1], True, id="the-kind-closes-both"),
        pytest.param(A_KIND, [candidate(1, 600, kind="X")], [1], False, id="no-such-kind"),
        pytest.param(A_KIND, [candidate(1, 60), candidate(2, 600, kind="X")], [1, 2], False, id="too-little"),
        pytest.param(A_KIND, [candidate(1, 300, cap=100), candidate(2, 600, kind="X")], [1, 2], False, id="capped"),
        pytest.param(MORE_TIME, [candidate(1, 60), candidate(2, 240)], [1, 2], True, id="time-after-credit"),
        pytest.param(MORE_TIME, [candidate(1, 60), candidate(2, 300)], [2], True, id="one-for-both"),
        pytest.param(MORE_TIME, [candidate(n, 180, cap=100) for n in (1, 2)], [1, 2], True, id="capped-time-counts"),
        pytest.param(MORE_TIME, [candidate(1, 60), candidate(2, 60)], [1, 2], False, id="too-little-time"),
    ],
)
def test_every_gap_is_closed_by_what_closes_it(missing, candidates, keys, closes):
    assert planned(missing, candidates) == (keys, closes)


@settings(max_examples=150, deadline=None)
@given(
    asked=st.builds(
        Asked,
        st.integers(0, 900),
        st.dictionaries(st.sampled_from("AB"), st.integers(1, 500)),
        st.integers(0, 600),
    ),
    things=st.lists(st.tuples(st.integers(0, 5), st.sampled_from("ABC")), max_size=6),
    cap=st.none() | st.integers(0, 600),
)
def test_a_plan_that_closes_leaves_nothing_missing_and_one_that_does_not_could_not(asked, things, cap):
    found = [candidate(n, hours * 60, kind=kind, cap=cap) for n, (hours, kind) in enumerate(things)]

    def left(some):
        account = Account()
        for each in some:
            account.add(each.claims[0])
        return asked.missing(counted=account.year, kinds=account.kinds, minutes=account.minutes), account

    missing, _empty = left([])
    chosen = plan(missing, Account(), found)
    still, account = left([step.candidate for step in chosen.steps])

    assert chosen.closes == (not still) == (not left(found)[0])
    assert len({step.candidate.key for step in chosen.steps}) == len(chosen.steps)
    assert sum(step.hundredths for step in chosen.steps) == account.year
    assert sum(step.minutes for step in chosen.steps) == account.minutes
    assert all(step.hundredths or step.minutes for step in chosen.steps)


@settings(max_examples=150, deadline=None)
@given(
    gap=st.integers(1, 900),
    things=st.lists(st.tuples(st.integers(0, 5), st.sampled_from("AB")), max_size=6),
    caps=st.tuples(st.integers(0, 6), st.integers(0, 6)),
    year=st.integers(0, 9),
)
def test_no_smaller_set_closes_the_gap(gap, things, caps, year):
    limits = {"A": caps[0] * 100, "B": caps[1] * 100}
    found = [
        candidate(n, hours * 60, kind=kind, cap=limits[kind], year_cap=year * 100)
        for n, (hours, kind) in enumerate(things)
    ]

    def total(some):
        account = Account()
        return sum(award.hundredths for each in some for award in [account.add(each.claims[0])] if award)

    smallest = next(
        (n for n in range(len(found) + 1) if any(total(some) >= gap for some in combinations(found, n))), None
    )
    chosen = close_gap(gap, Account(), found)
    added = sum(adds for _each, adds in chosen)
    if smallest is None:
        assert added == total(found) < gap
    else:
        assert (len(chosen), added >= gap) == (smallest, True)
