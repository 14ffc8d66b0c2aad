"""Devices on which people sat exams and checked in to lectures."""

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from operator import itemgetter

from django.db.models import Value
from django.utils import timezone

from courses.exams.models import Presence
from courses.live.models import CheckIn
from lms.coverage.rules.anomalies import Seen


def sightings(since: datetime, *, people: int) -> Iterator[Seen]:
    """Yield who did what on the devices that so many people or more used since an instant. One query."""
    sat = Presence.objects.filter(last_seen_at__gte=since).exclude(device="")
    exams = sat.values_list("device", "sitting__person_id", "sitting__exam_id", "first_seen_at", Value("exam"))
    scanned = CheckIn.objects.standing().filter(checked_in_at__gte=since).exclude(device="")
    lectures = scanned.values_list("device", "person_id", "lecture_id", "checked_in_at", Value("lecture"))
    both = exams.union(lectures, all=True).order_by("device").iterator()
    for device, rows in groupby(both, key=itemgetter(0)):
        found = [Seen(device, person, (kind, event), timezone.localdate(at)) for _, person, event, at, kind in rows]
        if len({each.person_id for each in found}) >= people:
            yield from found
