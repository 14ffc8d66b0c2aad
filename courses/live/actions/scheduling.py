"""Putting series and lectures on the calendar."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import pyotp
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from courses.live.models import Lecture, Series
from courses.live.pages import SeriesPage
from lms.audit.actions import record
from lms.kit.errors import Refusal
from lms.notices.actions import notify
from lms.people.models import Organisation, Person
from lms.records.actions import ActivityDetails, declare_activity
from lms.records.models import Activity, Subject

_WEEK = timedelta(days=7)
_RECORDED = ("starts_at", "ends_at", "kind", "organiser_id", "speaker_id")
_MOVES = ("starts_at", "ends_at", "venue")
_OF_ONE_EVENING = {"id", "activity", "settled_at", "secret", "cancelled_at", "cancel_reason", "sequence", "changed_at"}


class SeriesTimeTaken(Refusal):
    """A series has one lecture at a time."""

    code = "series_time_taken"
    message = _("This series already has a lecture at this time: %(title)s.")


class LectureSettled(Refusal):
    """What the records say of a lecture cannot change under them."""

    code = "lecture_settled"
    message = _(
        "Attendance of this lecture is on record. Its time, kind, organiser and speaker's account stay as they are, "
        "and it cannot be cancelled."
    )


class LectureCancelled(Refusal):
    """What does not take place stays on the schedule and takes nothing more."""

    code = "lecture_cancelled"
    message = _("This lecture is cancelled: %(reason)s")


class CancellationNeedsReason(Refusal):
    """Whoever meant to come wants to know why."""

    code = "cancellation_needs_reason"
    message = _("Please say why the lecture is cancelled.")


class SeatsAlreadyTaken(Refusal):
    """Fewer seats than are taken."""

    code = "seats_already_taken"
    message = _("Seat number %(number)s is already taken. Give at least that many seats.")


class CheckInsOutside(Refusal):
    """Nobody was at a lecture before it was or after it."""

    code = "check_ins_outside"
    message = _(
        "%(people)s are checked in at other times than these. Take their attendance back first, or plan a new lecture."
    )


@dataclass(frozen=True, kw_only=True)
class LecturePlan:
    """What a new lecture is to be.

    :param speaker: the speaker's account, who may then show the codes; ``None`` for a guest without one.
    :param capacity: seats to reserve; ``None`` where nobody needs to.
    """

    title: str
    speaker_name: str
    organiser: Organisation
    starts_at: datetime
    ends_at: datetime
    series: Series | None = None
    speaker: Person | None = None
    kind: str = Lecture.Kind.LECTURE
    mode: str = Lecture.Mode.EITHER
    summary: str = ""
    venue: str = ""
    join_url: str = ""
    capacity: int | None = None
    opens_minutes: int = 30
    subjects: Sequence[Subject] = ()


def create_series(*, title: str, organiser: Organisation, by: Person | None, at: datetime) -> Series:
    """Return the organiser's series called ``title``, made if it is not there."""
    held = Series.objects.filter(title=title, organiser=organiser).first()
    return held or save_series(Series(title=title, organiser=organiser), by=by, at=at)


@transaction.atomic
def save_series(series: Series, *, by: Person | None, at: datetime) -> Series:
    """Save a new or changed series."""
    verb = "changed" if series.pk else "made"
    series.save()
    record(f"live.series.{verb}", actor=by, subject=series, at=at)
    return series


def create_lecture(plan: LecturePlan, *, by: Person | None, at: datetime) -> Lecture:
    """Put a new lecture on the calendar; see :func:`save_lecture`."""
    fields = {name: getattr(plan, name) for name in plan.__dataclass_fields__ if name != "subjects"}
    return save_lecture(Lecture(**fields), by=by, at=at, subjects=plan.subjects)


@transaction.atomic
def save_lecture(
    lecture: Lecture, *, by: Person | None, at: datetime, subjects: Sequence[Subject] | None = None
) -> Lecture:
    """Save a new or changed lecture together with its activity; a new time or venue is told to who means to come.

    :param subjects: the fields it is tagged with; ``None`` leaves them as they are.
    :raises SeriesTimeTaken: its series has another lecture at this time.
    :raises LectureCancelled: it does not take place.
    :raises LectureSettled: its attendance is on record and what was recorded would change.
    :raises SeatsAlreadyTaken: fewer seats than are taken.
    :raises CheckInsOutside: somebody is checked in at a time when, by its new times, nobody could be.
    """
    stored = Lecture.objects.select_for_update().filter(pk=lecture.pk).first() if lecture.pk else None
    _refuse_double(lecture)
    if stored:
        _refuse_change(stored, lecture)
    else:
        lecture.secret = pyotp.random_base32()
    lecture.activity = declare_activity(
        source_key=stored.activity.source_key if stored else f"live:lecture:{uuid.uuid4().hex}",
        kind=lecture.kind,
        title=lecture.title,
        mode=Activity.Mode(lecture.mode),
        details=ActivityDetails(planned_minutes=lecture.minutes, organiser=lecture.organiser, subjects=subjects),
    )
    moved = stored is not None and _differ(stored, lecture, _MOVES)
    lecture.sequence, lecture.changed_at = lecture.sequence + moved, at
    lecture.save()
    record(f"live.lecture.{'changed' if stored else 'scheduled'}", actor=by, subject=lecture, at=at)
    if moved:
        _tell(lecture, "moved", gettext("Changed: %(title)s"), f"{_in_words(lecture)} {lecture.venue}", at)
    return lecture


@transaction.atomic
def cancel_lecture(*, lecture_id: int, reason: str, by: Person | None, at: datetime) -> Lecture:
    """Cancel a lecture. It stays on the schedule and in the calendars as cancelled, and nobody's attendance counts.

    Whoever holds a seat or is checked in already is told. Cancelling again changes nothing.

    :raises CancellationNeedsReason: ``reason`` is empty.
    :raises LectureSettled: its attendance is on record.
    """
    lecture = Lecture.objects.select_for_update().get(pk=lecture_id)
    if lecture.cancelled_at:
        return lecture
    if not reason.strip():
        raise CancellationNeedsReason
    if lecture.settled_at:
        raise LectureSettled
    lecture.cancelled_at = lecture.changed_at = at
    lecture.cancel_reason, lecture.sequence = reason.strip(), lecture.sequence + 1
    lecture.save(update_fields=["cancelled_at", "cancel_reason", "changed_at", "sequence"])
    record("live.lecture.cancelled", actor=by, subject=lecture, at=at, reason=lecture.cancel_reason)
    _tell(lecture, "cancelled", gettext("Cancelled: %(title)s"), f"{_in_words(lecture)} {reason.strip()}", at)
    return lecture


@transaction.atomic
def repeat_next_week(*, lecture_id: int, by: Person | None, at: datetime) -> Lecture:
    """Put a lecture like this one on the calendar at the same time a week later.

    :raises SeriesTimeTaken: the series already has one then.
    """
    pattern = Lecture.objects.get(pk=lecture_id)
    copied = {
        field.name: getattr(pattern, field.name)
        for field in Lecture._meta.concrete_fields
        if field.name not in _OF_ONE_EVENING
    }
    copied |= {"starts_at": pattern.starts_at + _WEEK, "ends_at": pattern.ends_at + _WEEK}
    return save_lecture(Lecture(**copied), by=by, at=at, subjects=list(pattern.activity.subjects.all()))


@transaction.atomic
def make_series_page(*, home: Page, series: Series, slug: str, introduction: str, at: datetime) -> SeriesPage:
    """Return the schedule page of ``series``, made and published below ``home`` if it is not there."""
    page: SeriesPage | None = SeriesPage.objects.filter(series=series).first()
    if page is None:
        page = home.add_child(
            instance=SeriesPage(title=series.title, slug=slug, series=series, introduction=introduction)
        )
        page.save_revision().publish()
        record("live.page.made", actor=None, subject=page, at=at)
    return page


def _refuse_double(lecture: Lecture) -> None:
    if lecture.series_id is None:
        return
    same = Lecture.objects.taking_place().filter(series=lecture.series_id, starts_at=lecture.starts_at)
    if other := same.exclude(pk=lecture.pk).first():
        raise SeriesTimeTaken(title=other.title)


def _refuse_change(stored: Lecture, lecture: Lecture) -> None:
    if stored.cancelled_at:
        raise LectureCancelled(reason=stored.cancel_reason)
    if stored.settled_at and _differ(stored, lecture, _RECORDED):
        raise LectureSettled
    highest = max(stored.seats.held().values_list("number", flat=True), default=0)
    if lecture.capacity is not None and highest > lecture.capacity:
        raise SeatsAlreadyTaken(number=highest)
    if _differ(stored, lecture, ("starts_at", "ends_at", "opens_minutes")):
        _refuse_leaving_check_ins(lecture)


def _differ(stored: Lecture, lecture: Lecture, names: Sequence[str]) -> bool:
    return any(getattr(stored, name) != getattr(lecture, name) for name in names)


def _in_words(lecture: Lecture) -> str:
    return date_format(localtime(lecture.starts_at), "DATETIME_FORMAT")


def _tell(lecture: Lecture, what: str, title: str, body: str, at: datetime) -> None:
    """Tell whoever holds a seat or is checked in, once each change."""
    seats, there = lecture.seats.held().values("doctor"), lecture.check_ins.standing().values("person")
    for person in Person.objects.filter(Q(pk__in=seats) | Q(pk__in=there)):
        notify(
            person,
            kind=f"live.lecture.{what}",
            key=f"{lecture.pk}:{lecture.sequence}",
            title=title % {"title": lecture.title},
            body=body.strip(),
            url=reverse("live:lecture", args=[lecture.pk]),
            at=at,
        )


def _refuse_leaving_check_ins(lecture: Lecture) -> None:
    """One scan never marks another day: a check-in stays with the hour it was made in."""
    early = Q(checked_in_at__lt=lecture.opens_at) | Q(checked_in_at__lt=lecture.starts_at, added_by__isnull=False)
    late = Q(checked_in_at__gte=lecture.ends_at, added_by=None)
    if people := lecture.check_ins.standing().filter(early | late).count():
        raise CheckInsOutside(people=people)
