"""The lectures somebody can still attend."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.urls import reverse

from courses.live.models import Lecture
from lms.records.openings import Opening

MOST = 100


def lectures(person: Any, at: datetime) -> Iterator[Opening]:
    """Yield the lectures that take place and are not over, the soonest first. One query."""
    ahead = Lecture.objects.open_to(person).taking_place().filter(ends_at__gt=at).order_by("starts_at", "pk")[:MOST]
    for lecture in ahead:
        yield Opening(
            activity_id=lecture.activity_id,
            title=lecture.title,
            kind=lecture.kind,
            url=reverse("live:lecture", args=[lecture.pk]),
            minutes=lecture.minutes,
            starts_at=lecture.starts_at,
            until=lecture.ends_at,
        )
