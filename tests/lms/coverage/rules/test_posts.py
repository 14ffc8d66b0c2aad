"""Where somebody worked on a day."""

from datetime import date

import pytest

from lms.coverage.rules.posts import Held, place_then

FIRST = Held(date(2020, 1, 1), date(2026, 5, 1), 1)
SECOND = Held(date(2026, 7, 1), None, 2)


@pytest.mark.parametrize(
    ("posts", "day", "place"),
    [
        pytest.param([FIRST, SECOND], date(2019, 12, 31), 2, id="before-any-the-newest"),
        pytest.param([FIRST, SECOND], date(2020, 1, 1), 1, id="from-its-first-day"),
        pytest.param([FIRST, SECOND], date(2026, 4, 30), 1, id="on-its-last-day"),
        pytest.param([FIRST, SECOND], date(2026, 6, 30), 1, id="between-two-the-one-before"),
        pytest.param([FIRST, SECOND], date(2026, 7, 1), 2, id="from-the-day-of-the-move"),
        pytest.param([Held(date(2019, 1, 1), None, 3), FIRST], date(2026, 6, 1), 3, id="held-beats-begun-later"),
        pytest.param([Held(date(2019, 1, 1), None, 3), FIRST], date(2026, 4, 1), 1, id="of-two-held-the-later-begun"),
    ],
)
def test_the_place_of_a_day(posts, day, place):
    assert place_then(posts, day) == place
