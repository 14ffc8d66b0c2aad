import doctest

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
