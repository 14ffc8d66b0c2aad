"""Learning records that a person can hardly have earned: too long a day, or after they had left."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q, Subquery, Sum
from django.db.models.functions import TruncDate

from lms.coverage.rules.anomalies import Away, DayOf, Late
from lms.people.models import Leave, Post
from lms.people.rules import away_since
from lms.records.models import Activity, LearningRecord

# What is done in one go, at the time the record names. A course or a placement is recorded on its last day.
IN_ONE_GO = [Activity.Kind.LESSON, Activity.Kind.LECTURE, Activity.Kind.PRACTICAL, Activity.Kind.EXAM]


def attended(since: datetime) -> Any:
    """Return the QuerySet of learners' standing records that say when somebody was there, each with its ``day``."""
    standing = LearningRecord.objects.standing().filter(happened_at__gte=since)
    learned = standing.filter(role=LearningRecord.Role.LEARNER, activity__kind__in=IN_ONE_GO)
    return learned.annotate(day=TruncDate("happened_at"))


def long_days(since: datetime, *, minutes: int) -> Iterator[DayOf]:
    """Yield the days with more than so many minutes. One grouped query."""
    days = attended(since).values("person", "day").order_by()
    days = days.annotate(total=Sum("minutes"), number=Count("pk"))
    for each in days.filter(total__gt=minutes).iterator():
        yield DayOf(each["person"], each["day"], each["total"], each["number"])


def after_leaving(since: datetime) -> Iterator[Late]:
    """Yield the records of people who held no post on that day any more. One query."""
    mine = Post.objects.filter(person=OuterRef("person"))
    held = mine.filter(starts_on__lte=OuterRef("day")).filter(Q(ends_on=None) | Q(ends_on__gt=OuterRef("day")))
    ended = mine.filter(ends_on__lte=OuterRef("day")).order_by().values("person").annotate(last=Max("ends_on"))
    late = attended(since).filter(~Exists(held)).annotate(left_on=Subquery(ended.values("last")))
    late = late.exclude(left_on=None)
    for pk, person, day, left_on in late.values_list("pk", "person", "day", "left_on").iterator():
        yield Late(person, pk, day, left_on)


def on_leave(since: datetime) -> Iterator[Away]:
    """Yield the records of days on which somebody was away. Two queries."""
    holding = Leave.objects.filter(person=OuterRef("person"), starts_on__lte=OuterRef("day"))
    away = attended(since).filter(Exists(holding.filter(Q(ends_on=None) | Q(ends_on__gt=OuterRef("day")))))
    leaves: dict[int, list[tuple[date, date | None]]] = {}
    theirs = Leave.objects.filter(person__in=away.order_by().values("person"))
    for person, starts_on, ends_on in theirs.values_list("person", "starts_on", "ends_on"):
        leaves.setdefault(person, []).append((starts_on, ends_on))
    for pk, person, day in away.values_list("pk", "person", "day").iterator():
        if first := away_since(leaves.get(person, ()), day):
            yield Away(person, pk, day, first)
