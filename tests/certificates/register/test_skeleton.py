"""Templates rendered once and filled in for each request, compressed or not."""

import doctest
import gzip

import pytest
from django.utils.safestring import mark_safe

from certificates.register import packing
from certificates.register.skeleton import fill, fill_packed

FACT = "certificates/register/verify/_fact.html"


def test_values_stand_in_their_places_escaped_unless_safe():
    assert fill(FACT, {"label": "<b>", "value": mark_safe("<i>x</i>")}) == "<dt>&lt;b&gt;</dt><dd><i>x</i></dd>\n"


def test_a_value_that_looks_like_a_place_stays_a_value():
    assert fill(FACT, {"label": "{[value]}", "value": "x"}) == "<dt>{[value]}</dt><dd>x</dd>\n"


def test_a_missing_value_is_a_fault():
    with pytest.raises(KeyError):
        fill(FACT, {"label": "x"})


@pytest.mark.parametrize("value", ["", "<b>", "王㛃", "长" * 70_000])
def test_packed_it_is_the_same_page(value):
    values = {"label": "x", "value": value}

    assert gzip.decompress(fill_packed(FACT, values)).decode() == fill(FACT, values)


def test_the_examples_of_packing_are_true():
    assert doctest.testmod(packing).failed == 0
