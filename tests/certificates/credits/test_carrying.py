"""Credit carried from one year into the next."""

import pytest

from certificates.credits.carrying import Carry, carried_into

ONE_YEAR = Carry(required=2500, limit=500, years=1)


def every_year(terms):
    return dict.fromkeys(range(2020, 2030), terms)


@pytest.mark.parametrize(
    ("earned", "terms", "carried"),
    [
        pytest.param({}, ONE_YEAR, 0, id="nothing-earned"),
        pytest.param({2025: 2500}, ONE_YEAR, 0, id="just-reached"),
        pytest.param({2025: 2501}, ONE_YEAR, 1, id="one-over"),
        pytest.param({2025: 3000}, ONE_YEAR, 500, id="at-the-limit"),
        pytest.param({2025: 3001}, ONE_YEAR, 500, id="over-the-limit"),
        pytest.param({2024: 3000}, ONE_YEAR, 0, id="used-up-by-the-year-between"),
        pytest.param({2024: 3000, 2025: 2500}, ONE_YEAR, 500, id="a-year-reached-with-what-was-carried"),
        pytest.param({2025: 4000}, Carry(required=2500), 0, id="nothing-may-be-carried"),
        pytest.param({2025: 4000}, Carry(required=None, limit=500, years=1), 0, id="nothing-is-asked-for"),
        pytest.param({2024: 3000, 2025: 2500}, Carry(2500, 500, 2), 500, id="good-for-two-years"),
        pytest.param({2023: 3000, 2024: 0, 2025: 0}, Carry(100, 500, 2), 0, id="spoilt-after-two-years"),
        pytest.param({2023: 600, 2024: 100, 2025: 100}, Carry(100, 500, 3), 500, id="good-for-three-years"),
    ],
)
def test_what_is_left_over_is_carried_as_far_as_the_rules_allow(earned, terms, carried):
    assert carried_into(2026, earned, every_year(terms)) == carried


def test_a_year_without_rules_uses_nothing_and_leaves_nothing():
    asked = {2024: Carry(2500, 500, 2), 2026: ONE_YEAR}

    assert carried_into(2026, {2024: 2800, 2025: 9000}, asked) == 300


def test_a_year_asked_of_is_not_carried_into_itself():
    assert carried_into(2026, {2026: 9000, 2027: 9000}, every_year(ONE_YEAR)) == 0
