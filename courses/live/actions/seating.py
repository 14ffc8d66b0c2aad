"""Taking a seat and giving it back."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courses.live import rules
from courses.live.actions.scheduling import LectureCancelled
from courses.live.models import Lecture, Seat
from lms.audit.actions import record
from lms.kit.errors import Refusal
from lms.people.models import Person


class LectureFull(Refusal):
    """No seat is left."""

    code = "lecture_full"
    message = _("All %(capacity)s seats in this lecture are taken.")


class LectureBegun(Refusal):
    """Seats are taken and given back before the start."""

    code = "lecture_begun"
    message = _("This lecture has begun; seats can no longer be changed.")


class LectureWithoutSeats(Refusal):
    """Nothing to reserve."""

    code = "lecture_without_seats"
    message = _("No reservation is needed for this lecture. Just come.")


@transaction.atomic
def take_seat(*, lecture_id: int, doctor: Person, at: datetime) -> Seat:
    """Give ``doctor`` a seat, or return the one already held.

    :raises LectureCancelled: it does not take place.
    :raises LectureWithoutSeats: the lecture has no limit.
    :raises LectureBegun: ``at`` is not before the start.
    :raises LectureFull: no seat is left.
    """
    # The row lock makes "count, then insert" one step; without it two doctors can both see the last seat.
    lecture = Lecture.objects.select_for_update().get(pk=lecture_id)

    if seat := lecture.seats.held().filter(doctor=doctor).first():
        return seat
    if lecture.cancelled_at:
        raise LectureCancelled(reason=lecture.cancel_reason)
    if lecture.capacity is None:
        raise LectureWithoutSeats
    if at >= lecture.starts_at:
        raise LectureBegun
    return give_seat(lecture, doctor, at=at)


def give_seat(lecture: Lecture, doctor: Person, *, at: datetime) -> Seat:
    """Give ``doctor`` the lowest free seat of ``lecture``, whose row the caller has locked.

    :raises LectureFull: no seat is left.
    """
    assert lecture.capacity is not None  # noqa: S101 - for the type checker; only lectures with seats give any
    taken = set(lecture.seats.held().values_list("number", flat=True))
    number = rules.free_number(taken, capacity=lecture.capacity)
    if number is None:
        raise LectureFull(capacity=lecture.capacity)
    seat = Seat.objects.create(lecture=lecture, doctor=doctor, number=number, taken_at=at)
    record("live.seat.taken", actor=doctor, subject=seat, at=at)
    return seat


@transaction.atomic
def release_seat(*, lecture_id: int, doctor: Person, reason: str, at: datetime) -> None:
    """Give ``doctor``'s seat back for others; nothing happens where none is held.

    :param reason: why, for the file; not empty.
    :raises LectureBegun: ``at`` is not before the start.
    """
    lecture = Lecture.objects.select_for_update().get(pk=lecture_id)
    seat = lecture.seats.held().filter(doctor=doctor).first()
    if seat is None:
        return
    if at >= lecture.starts_at:
        raise LectureBegun
    seat.released_at, seat.release_reason = at, reason
    seat.save(update_fields=["released_at", "release_reason"])
    record("live.seat.released", actor=doctor, subject=seat, at=at, reason=reason)
