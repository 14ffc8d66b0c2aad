"""Terms, plausible times and clashes, as pure functions."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.mentoring.rules import Occasion, Term, clash, time_fault

NOW = datetime(2026, 11, 19, 2, 0, tzinfo=UTC)
DAYS = st.dates(date(2026, 1, 1), date(2026, 3, 1))
TERMS = st.builds(Term, DAYS, st.one_of(st.none(), DAYS))


def occasion(*, ago=60, minutes=60, kind="clinic", place=1):
    return Occasion(NOW - timedelta(minutes=ago), minutes, kind, place)


@pytest.mark.parametrize(
    ("ago", "minutes", "fault"),
    [
        pytest.param(60, 60, None, id="ended-this-moment"),
        pytest.param(59, 60, "future", id="a-minute-to-go"),
        pytest.param(600, 9, "minutes", id="nine-minutes"),
        pytest.param(600, 10, None, id="ten-minutes"),
        pytest.param(600, 480, None, id="eight-hours"),
        pytest.param(600, 481, "minutes", id="more-than-eight-hours"),
        pytest.param(30 * 24 * 60, 60, None, id="thirty-days"),
        pytest.param(30 * 24 * 60 + 1, 60, "old", id="a-minute-more-than-thirty-days"),
    ],
)
def test_time_fault(ago, minutes, fault):
    assert time_fault(occasion(ago=ago, minutes=minutes), NOW, 30) == fault


@pytest.mark.parametrize(
    ("other", "clashes"),
    [
        pytest.param(occasion(ago=120), False, id="ends-as-this-begins"),
        pytest.param(occasion(ago=119), True, id="a-minute-over"),
        pytest.param(occasion(ago=0), False, id="begins-as-this-ends"),
        pytest.param(occasion(ago=1), True, id="begins-a-minute-before-the-end"),
        pytest.param(occasion(), False, id="the-same-lesson"),
        pytest.param(occasion(minutes=30), False, id="the-same-lesson-left-early"),
        pytest.param(occasion(kind="lecture"), True, id="another-kind"),
        pytest.param(occasion(place=2), True, id="another-place"),
    ],
)
def test_clash(other, clashes):
    assert (clash(occasion(), [other]) is other) is clashes
    assert clash(occasion(), []) is None


@given(TERMS, DAYS)
def test_a_term_covers_its_first_day_and_not_its_last(term, day):
    inside = term.starts_on <= day and (term.ends_on is None or day < term.ends_on)

    assert term.covers(day) is inside


@given(TERMS, TERMS)
def test_terms_overlap_exactly_when_they_share_a_day(one, other):
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(62)]
    whole = all(term.ends_on is None or term.ends_on > term.starts_on for term in (one, other))

    if whole:
        assert one.overlaps(other) == any(one.covers(day) and other.covers(day) for day in days)
        assert one.overlaps(other) == other.overlaps(one)
