"""Files sent whole and in pieces."""

import pytest

from lms.site.sending import byte_range


@pytest.mark.parametrize(
    ("header", "wanted"),
    [
        ("", None),
        ("bytes=0-0", (0, 0)),
        ("bytes=5-", (5, 9)),
        ("bytes=5-99", (5, 9)),
        ("bytes=-4", (6, 9)),
        ("bytes=-99", (0, 9)),
        ("bytes=-0", None),
        ("bytes=10-", None),
        ("bytes=5-4", None),
        ("bytes=a-b", None),
        ("bytes=-", None),
        ("bytes=0-1,3-4", None),
        ("items=0-1", None),
    ],
)
def test_byte_range_of_ten_bytes(header, wanted):
    assert byte_range(header, size=10) == wanted


def test_nothing_can_be_asked_of_an_empty_file():
    assert byte_range("bytes=-1", size=0) is None
