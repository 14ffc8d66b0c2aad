"""Where those who teach were: teaching, lecturing, or sitting in somebody else's lecture."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils import timezone

from courses.live.models import CheckIn, Lecture
from courses.mentoring.models import TeachingSession
from lms.coverage.rules.anomalies import Stay
from lms.records.models import Activity


def stays(since: datetime) -> Iterator[Stay]:
    """Yield where everybody who taught since an instant was, by what both sides or the organiser say. Three queries."""
    teachers: set[int] = set()
    for stay in (*_sessions(since), *_lectures(since)):
        teachers.add(stay.person_id)
        yield stay
    for stay in _audiences(since):
        if stay.person_id in teachers:
            yield stay


def _sessions(since: datetime) -> Iterator[Stay]:
    rows = TeachingSession.objects.standing().filter(started_at__gte=since)
    found = rows.values_list("pairing__mentor_id", "started_at", "minutes", "kind", "place_id").order_by("pk")
    for mentor, at, minutes, kind, place in found.iterator():
        begins = timezone.localtime(at)
        # Mentees taught on one occasion share its beginning, kind and place.
        event = f"session:{begins:%Y%m%dT%H%M}:{kind}:{place or ''}"
        yield Stay(mentor, begins, begins + timedelta(minutes=minutes), event)


def _lectures(since: datetime) -> Iterator[Stay]:
    given = Lecture.objects.taking_place().filter(starts_at__gte=since).exclude(speaker=None).order_by("pk")
    for pk, speaker, begins, ends in given.values_list("pk", "speaker_id", "starts_at", "ends_at").iterator():
        yield Stay(speaker, timezone.localtime(begins), timezone.localtime(ends), f"lecture:{pk}")


def _audiences(since: datetime) -> Iterator[Stay]:
    there = CheckIn.objects.standing().filter(mode=Activity.Mode.ONSITE, lecture__starts_at__gte=since)
    rows = there.values_list("lecture_id", "person_id", "lecture__starts_at", "lecture__ends_at").order_by("pk")
    for lecture, person, begins, ends in rows.iterator():
        yield Stay(person, timezone.localtime(begins), timezone.localtime(ends), f"lecture:{lecture}")
