from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from icalendar import Calendar

from tests.factories.live import STARTS, LectureFactory

pytestmark = pytest.mark.django_db


def feed(client):
    with time_machine.travel(STARTS, tick=False):
        response = client.get("/live/calendar.ics")
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    return response.content, Calendar.from_ical(response.content)


def test_the_feed_gives_every_lecture_in_utc_with_a_lasting_uid(client, settings):
    settings.BASE_URL = "https://xinglin.example"
    lecture = LectureFactory(title="慢阻肺，急性加重")

    raw, parsed = feed(client)

    [event] = parsed.walk("VEVENT")
    assert event["UID"] == f"lecture-{lecture.pk}@xinglin.example"
    assert event.decoded("DTSTART") == datetime(2026, 11, 19, 11, 0, tzinfo=UTC)
    assert event.decoded("DTEND") == datetime(2026, 11, 19, 12, 30, tzinfo=UTC)
    assert (str(event["SUMMARY"]), str(event["LOCATION"])) == ("慢阻肺，急性加重", "门诊楼五楼会议室")
    assert str(event["URL"]) == f"https://xinglin.example/live/{lecture.pk}/"
    assert b"DTSTART:20261119T110000Z" in raw
    assert b"VTIMEZONE" not in raw


def test_the_feed_tells_no_way_into_online_rooms(client):
    lecture = LectureFactory(venue="")

    raw, _parsed = feed(client)

    assert lecture.join_url.encode() not in raw.replace(b"\r\n ", b"")
    assert lecture.secret.encode() not in raw


def test_the_feed_reaches_three_months_back(client):
    LectureFactory(starts_at=STARTS - timedelta(days=91))
    recent = LectureFactory(starts_at=STARTS - timedelta(days=89))

    _raw, parsed = feed(client)

    assert [event["UID"].split("@")[0] for event in parsed.walk("VEVENT")] == [f"lecture-{recent.pk}"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_feed_takes_one_query(client, count, django_assert_num_queries):
    for _ in range(count):
        LectureFactory()

    with django_assert_num_queries(1):
        feed(client)


def test_the_feed_lets_calendar_programs_replace_what_they_hold(client, at):
    moved = LectureFactory(sequence=2, changed_at=at)
    LectureFactory(
        sequence=1, changed_at=at, cancelled_at=at, cancel_reason="停电", starts_at=STARTS + timedelta(days=1)
    )
    LectureFactory(starts_at=STARTS + timedelta(days=2))

    _raw, parsed = feed(client)

    events = parsed.walk("VEVENT")
    assert events[0]["UID"].split("@")[0] == f"lecture-{moved.pk}"
    told = [(int(event["SEQUENCE"]), str(event["STATUS"]), "LAST-MODIFIED" in event) for event in events]
    assert told == [(2, "CONFIRMED", True), (1, "CANCELLED", True), (0, "CONFIRMED", False)]
    assert events[0].decoded("LAST-MODIFIED") == at
