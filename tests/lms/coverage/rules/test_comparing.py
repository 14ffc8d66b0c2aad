import pytest

from lms.coverage.rules.comparing import Figure, difference, each, signed


@pytest.mark.parametrize(
    ("one", "whole", "expected"),
    [
        pytest.param(Figure(900, "tenths"), Figure(1000, "tenths"), -100, id="below-the-whole"),
        pytest.param(Figure(250, "hundredths"), Figure(250, "hundredths"), 0, id="the-same"),
        pytest.param(Figure(3, "people"), Figure(9, "people"), None, id="counts-are-not-compared"),
        pytest.param(Figure(None, "tenths"), Figure(500, "tenths"), None, id="nobody-due-here"),
        pytest.param(Figure(500, "tenths"), Figure(None, "tenths"), None, id="nobody-due-at-all"),
    ],
)
def test_difference(one, whole, expected):
    assert difference(one, whole) == expected


def test_each_rounds_and_knows_nobody():
    assert (each(5, 2), each(4, 2), each(0, 5), each(5, 0)) == (3, 2, 0, None)


def test_a_difference_carries_its_sign():
    assert [signed(tenths) for tenths in (10, -10, 0)] == ["+1.0", "−1.0", "±0.0"]
