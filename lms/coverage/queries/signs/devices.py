"""Devices on which exams were sat. Check-ins keep no device: the code on the wall is what they prove."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count
from django.utils import timezone

from courses.exams.models import Presence
from lms.coverage.rules.anomalies import DEVICE, THRESHOLDS, Seen


def sightings(since: datetime) -> Iterator[Seen]:
    """Yield who sat exams on the devices that many people used since an instant. Two queries."""
    seen = Presence.objects.filter(last_seen_at__gte=since).exclude(device="")
    many = seen.values("device").annotate(people=Count("sitting__person", distinct=True)).order_by()
    crowded = many.filter(people__gte=THRESHOLDS[DEVICE]["people"]).values("device")
    rows = seen.filter(device__in=crowded).values_list(
        "device", "sitting__person_id", "sitting__exam_id", "first_seen_at"
    )
    for device, person, exam, at in rows.order_by("device", "pk").iterator():
        yield Seen(device, person, exam, timezone.localdate(at))
