from datetime import UTC, datetime

import pytest

from lms.api import rules


@pytest.mark.parametrize(
    "text", ["", "xinglin_", f"{rules.token_of(bytes(20))[:-1]}x", f"x{rules.token_of(bytes(20))}"]
)
def test_a_slip_of_the_pen_is_no_token(text):
    assert not rules.is_whole(text)


def test_a_token_is_whole_and_known_by_its_head():
    text = rules.token_of(b"\1" * 20)
    assert rules.is_whole(text)
    assert rules.head_of(text) == "xinglin_010101"
    assert text not in rules.digest_of(text)


def test_an_hour_is_full():
    assert rules.hour_of(datetime(2026, 11, 19, 2, 59, 59, 9, tzinfo=UTC)) == datetime(2026, 11, 19, 2, tzinfo=UTC)
