"""The schedule in other programs' formats."""

from collections.abc import Iterable
from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from courses.live.models import Lecture


def calendar_feed(lectures: Iterable[Lecture], *, at: datetime) -> bytes:
    """Return ``lectures`` as an iCalendar file. Times are UTC and every lecture keeps its UID.

    :param at: when the feed is made.
    """
    feed = Calendar()
    feed.add("prodid", "-//Xinglin//Lectures//ZH")
    feed.add("version", "2.0")
    feed.add("method", "PUBLISH")
    feed.add("x-wr-calname", _("Xinglin lectures"))
    host = urlsplit(settings.BASE_URL).hostname
    for lecture in lectures:
        feed.add_component(_event(lecture, host or "xinglin", at))
    return bytes(feed.to_ical())


def _event(lecture: Lecture, host: str, at: datetime) -> Event:
    event = Event()
    event.add("uid", f"lecture-{lecture.pk}@{host}")
    event.add("dtstamp", at.astimezone(UTC))
    event.add("dtstart", lecture.starts_at.astimezone(UTC))
    event.add("dtend", lecture.ends_at.astimezone(UTC))
    event.add("summary", lecture.title)
    event.add("description", f"{lecture.speaker_name}\n{lecture.organiser.name}")
    event.add("location", lecture.venue or lecture.get_mode_display())
    event.add("sequence", lecture.sequence)
    event.add("status", "CANCELLED" if lecture.cancelled_at else "CONFIRMED")
    if lecture.changed_at:
        event.add("last-modified", lecture.changed_at.astimezone(UTC))
    event.add("url", settings.BASE_URL + reverse("live:lecture", args=[lecture.pk]))
    return event
