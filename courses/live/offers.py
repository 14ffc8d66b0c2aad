"""The lectures somebody can still come to, as offers."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from courses.live.models import CheckIn, Lecture, Seat
from lms.records.models import LearningRecord
from lms.records.offers import Offer, Part


def open_lectures(people: Sequence[Any], at: datetime) -> Iterator[tuple[int, Offer]]:
    """Yield the lectures to come, or on now, that each of ``people`` can attend: with a seat, or where some are left.

    Three queries.
    """
    held = Count("seats", filter=Q(seats__released_at=None))
    coming = Lecture.objects.taking_place().filter(ends_at__gt=at).select_related("activity")
    lectures = list(coming.annotate(held=held).order_by("starts_at", "pk"))
    check_ins = CheckIn.objects.standing().filter(lecture__in=lectures, person__in=people)
    there = set(check_ins.values_list("person_id", "lecture_id"))
    taken = Seat.objects.held().filter(lecture__in=lectures, doctor__in=people)
    seats = set(taken.values_list("doctor_id", "lecture_id"))
    for lecture in lectures:
        has_room = lecture.capacity is None or lecture.held < lecture.capacity  # type: ignore[attr-defined]
        offer = _offer(lecture)
        for person in people:
            key = (person.pk, lecture.pk)
            if key not in there and lecture.speaker_id != person.pk and (has_room or key in seats):
                yield person.pk, offer


def _offer(lecture: Lecture) -> Offer:
    part = Part(
        activity_id=lecture.activity_id,
        kind=lecture.activity.kind,
        mode=lecture.mode,
        outcome=LearningRecord.Outcome.ATTENDED,
        minutes=lecture.minutes,
    )
    return Offer(
        kind=lecture.activity.kind,
        title=lecture.title,
        url=reverse("live:lecture", args=[lecture.pk]),
        parts=(part,),
        starts_at=lecture.starts_at,
        until=lecture.ends_at,
    )
