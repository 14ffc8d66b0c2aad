import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.coverage.rules import Figures, tenths_of_percent


@pytest.mark.parametrize(
    ("covered", "due", "text"),
    [
        pytest.param(0, 0, "", id="nobody-due"),
        pytest.param(0, 3, "0.0%", id="nobody-covered"),
        pytest.param(3, 3, "100.0%", id="everybody"),
        pytest.param(2, 3, "66.7%", id="rounded-to-the-nearest"),
        pytest.param(249, 250, "99.6%", id="almost-all"),
        pytest.param(46999, 47000, "99.9%", id="all-but-one-of-a-city"),
        pytest.param(1, 47000, "0.1%", id="one-of-a-city"),
        pytest.param(1, 16, "6.3%", id="half-up"),
    ],
)
def test_percent_is_rounded_honestly(covered, due, text):
    assert Figures(due, covered).percent == text


@given(st.integers(1, 10**7).flatmap(lambda due: st.tuples(st.integers(0, due), st.just(due))))
def test_only_all_is_all_and_only_none_is_none(counts):
    covered, due = counts
    tenths = tenths_of_percent(covered, due)
    assert (tenths == 1000) == (covered == due)
    assert (tenths == 0) == (covered == 0)
    assert abs(tenths - 1000 * covered / due) <= 1


def test_figures_add_up():
    assert Figures(3, 1) + Figures(2, 2) == Figures(5, 3)
    assert Figures(3, 1).open == 2
