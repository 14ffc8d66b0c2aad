import doctest
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.credits import rules

MINUTES = st.integers(min_value=0, max_value=10_000)
PRICE = st.integers(min_value=1, max_value=600)


def test_docstrings_are_true():
    assert doctest.testmod(rules).failed == 0


@given(first=MINUTES, second=MINUTES, price=PRICE)
def test_cutting_an_attendance_never_earns_more(first, second, price):
    whole = rules.credits_for_minutes(first + second, unit_minutes=price)
    parts = sum(rules.credits_for_minutes(part, unit_minutes=price) for part in (first, second))

    assert parts <= whole


@pytest.mark.parametrize(("minutes", "price"), [pytest.param(-1, 60, id="negative"), pytest.param(1, 0, id="free")])
def test_nonsense_is_refused(minutes, price):
    with pytest.raises(ValueError, match="minute"):
        rules.credits_for_minutes(minutes, unit_minutes=price)


@pytest.mark.parametrize(
    ("cap", "used", "earned", "left"),
    [(None, 999, 50, 50), (100, 100, 50, 0), (100, 120, 50, 0), (100, 70, 50, 30), (100, 0, 50, 50)],
)
def test_room_under_a_yearly_cap(cap, used, earned, left):
    assert rules.room_left(cap=cap, used=used, earned=earned) == left


CAP = st.none() | st.integers(0, 400)
TERMS = st.builds(
    rules.Terms,
    rule=st.just(1),
    kind=st.sampled_from("AB"),
    earns=st.sampled_from([rules.PER_MINUTES, rules.PER_ACTIVITY, rules.PER_DAY]),
    hundredths=st.integers(1, 200),
    minutes=st.just(60),
    cap_per_activity=CAP,
    cap_per_kind=CAP,
    cap_per_year=CAP,
)
HAPPENED = st.lists(st.tuples(st.integers(1, 3), st.integers(1, 3), st.integers(0, 300)), max_size=10)


@given(terms=TERMS, happened=HAPPENED)
def test_no_cap_is_ever_passed_and_the_one_that_bites_is_named(terms, happened):
    """Records of one rule: an activity, a day and minutes each."""
    claims = [
        rules.Claim(n, activity, date(2026, 1, day), minutes, terms)
        for n, (activity, day, minutes) in enumerate(happened)
    ]

    awards = rules.allot(claims)

    caps = {"activity": terms.cap_per_activity, "kind": terms.cap_per_kind, "year": terms.cap_per_year}
    in_year, by_activity = 0, dict.fromkeys(range(4), 0)
    for award in awards:
        before = {"activity": by_activity[award.claim.activity], "kind": in_year, "year": in_year}
        room = {name: max(0, cap - before[name]) for name, cap in caps.items() if cap is not None}
        assert award.hundredths == min([award.uncapped, *room.values()])
        assert (award.capped_by == "") == (award.hundredths == award.uncapped)
        assert not award.capped_by or room[award.capped_by] == award.hundredths
        in_year += award.hundredths
        by_activity[award.claim.activity] += award.hundredths
    assert all(award.uncapped > 0 for award in awards)


@given(terms=TERMS, happened=HAPPENED)
def test_what_is_paid_once_is_paid_to_the_first(terms, happened):
    account = rules.Account()
    paid = [
        (activity, day)
        for n, (activity, day, minutes) in enumerate(happened)
        if account.add(rules.Claim(n, activity, date(2026, 1, day), minutes, terms))
    ]

    once = {rules.PER_ACTIVITY: [activity for activity, _day in paid], rules.PER_DAY: [day for _activity, day in paid]}
    units = once.get(terms.earns, [])
    assert len(units) == len(set(units))


def test_a_copy_of_an_account_is_filled_by_itself():
    account, terms = rules.Account(), rules.Terms(rule=1, kind="A", earns=rules.PER_DAY)
    account.add(rules.Claim(1, 1, date(2026, 1, 1), 30, terms))

    other = account.copy()

    assert vars(other) == vars(account)
    assert other.add(rules.Claim(2, 2, date(2026, 1, 1), 30, terms)) is None
    assert other.add(rules.Claim(3, 2, date(2026, 1, 2), 30, terms)).hundredths == 100
    assert (account.year, account.minutes, other.year, other.minutes) == (100, 30, 200, 60)


@pytest.mark.parametrize(
    ("hundredths", "text"), [(0, "0"), (5, "0.05"), (250, "2.5"), (-1, "-0.01"), (10**9, "10000000")]
)
def test_hundredths_are_said_exactly(hundredths, text):
    assert rules.in_credits(hundredths) == text
