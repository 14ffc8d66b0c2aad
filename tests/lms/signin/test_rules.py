"""How numbers and codes are read."""

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.signin import rules


def test_the_examples_hold():
    assert doctest.testmod(rules).failed == 0


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True))
def test_every_number_survives_the_ways_of_writing_it(number):
    written = [number, f"+86{number}", f"86 {number}", f"0086-{number[:3]}-{number[3:7]}-{number[7:]}", f" {number} "]

    assert {rules.mobile_number(text) for text in written} == {number}


@pytest.mark.parametrize("text", ["", "1380013800", "138001380000", "12800138000", "+8512345678901", "138００1３8000x"])
def test_what_is_no_number_is_none(text):
    assert rules.mobile_number(text) is None
