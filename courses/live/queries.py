"""What the lecture pages, the calendar and the desk show."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, Exists, IntegerField, OuterRef, QuerySet, Value, When
from wagtail.models import Page

from courses.live.models import CheckIn, Lecture, LectureQuerySet, Seat, Series
from lms.people.models import Person
from lms.records.models import LearningRecord

MOST_PAST = 30
MOST_COMING = 60
_FEED_REACHES_BACK = timedelta(days=90)


@dataclass(frozen=True, kw_only=True)
class Timetable:
    """Lectures by when they are; each has ``i_was_there`` and ``i_have_a_seat``."""

    now: list[Lecture]
    coming: list[Lecture]
    past: list[Lecture]


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How one person stands to one lecture at one instant."""

    lecture: Lecture
    seat: Seat | None
    seats_left: int | None
    check_in: CheckIn | None
    record: LearningRecord | None
    speaks: bool
    may_project: bool
    is_open: bool
    is_over: bool

    @property
    def shows_join_link(self) -> bool:
        """Whether the way into the online room is shown now."""
        return bool(self.lecture.join_url) and self.lecture.mode != Lecture.Mode.ONSITE and self.is_open

    @property
    def counts_for(self) -> int | None:
        """The minutes on record, or ``None`` as long as nothing is."""
        return self.record.minutes if self.record else None


def timetable(*, person: Any, at: datetime) -> Timetable:
    """Return what is on now, what is coming and what is over, for ``person``. Two queries."""
    lectures = _mine(Lecture.objects.open_to(person), person).select_related("series", "organiser")
    ahead = list(lectures.filter(ends_at__gt=at).order_by("starts_at", "pk")[:MOST_COMING])
    past = list(lectures.filter(ends_at__lte=at).order_by("-starts_at", "pk")[:MOST_PAST])
    return Timetable(
        now=[lecture for lecture in ahead if lecture.is_open(at)],
        coming=[lecture for lecture in ahead if not lecture.is_open(at)],
        past=past,
    )


def standing(lecture: Lecture, *, person: Person, at: datetime) -> Standing:
    """Return how ``person`` stands to ``lecture`` at ``at``."""
    held = list(lecture.seats.held()) if lecture.capacity is not None else []
    check_in = lecture.check_ins.standing().filter(person=person).first()
    speaks = lecture.speaker_id == person.pk
    record = None
    if (check_in or speaks) and lecture.settled_at:
        record = LearningRecord.objects.standing().filter(person=person, activity=lecture.activity_id).first()
    return Standing(
        lecture=lecture,
        seat=next((seat for seat in held if seat.doctor_id == person.pk), None),
        seats_left=None if lecture.capacity is None else max(0, lecture.capacity - len(held)),
        check_in=check_in,
        record=record,
        speaks=speaks,
        may_project=Lecture.objects.run_by(person).filter(pk=lecture.pk).exists(),
        is_open=lecture.is_open(at),
        is_over=lecture.is_over(at),
    )


def schedules() -> QuerySet[Page]:
    """Return the published pages of the series, one schedule each. One query."""
    pages: QuerySet[Page] = Page.objects.live().filter(seriespage__isnull=False)
    return pages.order_by("title", "pk")


def schedule(series: Series | None, *, at: datetime) -> dict[str, list[Lecture]]:
    """Return the ``coming`` and ``past`` lectures of a series. Two queries."""
    lectures = Lecture.objects.filter(series=series) if series else Lecture.objects.none()
    return {
        "coming": list(lectures.filter(ends_at__gt=at).order_by("starts_at")[:MOST_COMING]),
        "past": list(lectures.filter(ends_at__lte=at).order_by("-starts_at")[:MOST_PAST]),
    }


def next_lecture(*, person: Any, at: datetime) -> Lecture | None:
    """Return the lecture ``person`` should know of: the next they lack a check-in at, else the one they are at."""
    lectures = _mine(Lecture.objects.taking_place().filter(ends_at__gt=at), person)
    # At a lecture already checked in to there is nothing left to do: it stands behind the next one.
    turn = Case(When(i_was_there=True, then=Value(1)), default=Value(0), output_field=IntegerField())
    return lectures.annotate(turn=turn).order_by("turn", "starts_at", "pk").first()


def calendar(*, at: datetime) -> QuerySet[Lecture]:
    """Return the lectures of the public calendar: all to come, and those of the last three months."""
    since = at - _FEED_REACHES_BACK
    return Lecture.objects.filter(ends_at__gt=since).select_related("organiser").order_by("starts_at", "pk")


def attendance(lecture: Lecture) -> QuerySet[CheckIn]:
    """Return who was at ``lecture``, taken-back entries included, newest first."""
    return (
        CheckIn.objects.filter(lecture=lecture)
        .select_related("person", "added_by", "removed_by")
        .order_by("-checked_in_at", "-pk")
    )


def _mine(lectures: LectureQuerySet, person: Any) -> LectureQuerySet:
    here = CheckIn.objects.standing().filter(lecture=OuterRef("pk"), person=person.pk)
    seat = Seat.objects.held().filter(lecture=OuterRef("pk"), doctor=person.pk)
    return lectures.annotate(i_was_there=Exists(here), i_have_a_seat=Exists(seat))
