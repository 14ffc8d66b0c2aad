from datetime import UTC, datetime, timedelta

import pytest

from courses.catalogue import rules

NOON = datetime(2026, 11, 19, 4, 0, tzinfo=UTC)
MP4 = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + bytes(300)
M4A = b"\x00\x00\x00\x18ftypM4A \x00\x00\x00\x00M4A mp42" + bytes(300)
MP3 = b"ID3\x04\x00\x00\x00\x00\x00\x00" + bytes(300)


@pytest.mark.parametrize(
    ("claimed", "passed", "counted"),
    [
        pytest.param(15, 15, 15, id="all-of-it"),
        pytest.param(15, 14, 14, id="no-more-than-passed"),
        pytest.param(15, -3, 0, id="clock-set-back"),
        pytest.param(-5, 15, 0, id="negative"),
    ],
)
def test_seconds_heard(claimed, passed, counted):
    assert rules.seconds_heard(claimed, since=NOON - timedelta(seconds=passed), at=NOON) == counted


@pytest.mark.parametrize(
    ("counted", "seen_after", "at_after", "studied"),
    [
        pytest.param(0, 0, 90, 90, id="no-beat-ever-came"),
        pytest.param(0, 80, 90, 90, id="taken-up-again-without-beats"),
        pytest.param(40, 90, 90, 40, id="beats-to-the-last"),
        pytest.param(5, 10, 310, 305, id="beats-that-stopped"),
        pytest.param(0, 0, -90, 0, id="a-clock-set-back"),
        pytest.param(5, 90, 0, 5, id="a-clock-set-back-after-beats"),
    ],
)
def test_seconds_studied(counted, seen_after, at_after, studied):
    seen_at, at = (NOON + timedelta(seconds=after) for after in (seen_after, at_after))

    assert rules.seconds_studied(counted, started_at=NOON, last_seen_at=seen_at, at=at) == studied


@pytest.mark.parametrize(("seconds", "minutes"), [(0, 0), (1, 1), (60, 1), (61, 2), (1800, 30), (1801, 30)])
def test_minutes_earned_are_never_more_than_planned(seconds, minutes):
    assert rules.minutes_earned(seconds, planned_minutes=30) == minutes


def test_least_seconds_of_nothing_asked_is_a_third():
    assert rules.least_seconds(30, asked=None) == 600
    assert rules.least_seconds(30, asked=0) == 0


@pytest.mark.parametrize(
    ("first_bytes", "kind"),
    [
        pytest.param(b"%PDF-1.7\n", "pdf", id="pdf"),
        pytest.param(MP4, "video", id="mp4"),
        pytest.param(M4A, "audio", id="m4a"),
        pytest.param(MP3, "audio", id="mp3"),
        pytest.param(b"MZ\x90\x00" + bytes(300), "", id="program"),
        pytest.param(b"<html><script>", "", id="html"),
        pytest.param(b"", "", id="empty"),
    ],
)
def test_kind_of_file_by_content(first_bytes, kind):
    assert rules.kind_of_file(first_bytes) == kind
