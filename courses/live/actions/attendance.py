"""Adding somebody who was there but not checked in, and taking attendance back."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courses.live.actions.checking import SpeakerListens
from courses.live.actions.scheduling import LectureCancelled
from courses.live.actions.settling import source_keys, write_check_ins
from courses.live.models import CheckIn, Lecture
from lms.audit.actions import record
from lms.kit.errors import Refusal
from lms.people.models import Person
from lms.records.actions import reverse
from lms.records.models import LearningRecord


class AttendanceNeedsReason(Refusal):
    """Changes by hand are explained."""

    code = "attendance_needs_reason"
    message = _("Please give a reason.")


class AlreadyCheckedIn(Refusal):
    """Nobody is there twice."""

    code = "already_checked_in"
    message = _("%(name)s is already checked in.")


class NotCheckedIn(Refusal):
    """There is nothing to take back."""

    code = "not_checked_in"
    message = _("%(name)s is not checked in.")


class LectureNotBegun(Refusal):
    """Nobody has been where nothing has begun."""

    code = "lecture_not_begun"
    message = _("This lecture has not begun yet.")


@transaction.atomic
def add_attendance(*, lecture_id: int, person: Person, mode: str, reason: str, by: Person, at: datetime) -> CheckIn:
    """Put ``person`` on the list of a lecture by hand; on record at once where the lecture is settled.

    :param mode: ``"onsite"`` or ``"online"`` where the lecture is both; one that is only one decides itself.
    :raises SpeakerListens: ``person`` is the speaker.
    :raises AttendanceNeedsReason: ``reason`` is empty.
    :raises LectureCancelled: it did not take place.
    :raises LectureNotBegun: before the start.
    :raises AlreadyCheckedIn: ``person`` is on the list.
    """
    lecture = Lecture.objects.select_for_update().select_related("activity").get(pk=lecture_id)
    if not reason.strip():
        raise AttendanceNeedsReason
    if lecture.cancelled_at:
        raise LectureCancelled(reason=lecture.cancel_reason)
    if at < lecture.starts_at:
        raise LectureNotBegun
    if lecture.check_ins.standing().filter(person=person).exists():
        raise AlreadyCheckedIn(name=person.name)
    if lecture.speaker_id == person.pk:
        raise SpeakerListens
    how = mode if mode in lecture.modes else lecture.modes[0]
    entry = CheckIn.objects.create(
        lecture=lecture, person=person, mode=how, checked_in_at=at, added_by=by, add_reason=reason.strip()
    )
    record("live.check_in.added", actor=by, subject=entry, at=at, reason=reason.strip())
    if lecture.settled_at:
        write_check_ins([entry], at=at)
    return entry


@transaction.atomic
def remove_attendance(*, lecture_id: int, person: Person, reason: str, by: Person, at: datetime) -> CheckIn:
    """Take ``person``'s attendance back; a learning record already written is reversed, nothing is deleted.

    :raises AttendanceNeedsReason: ``reason`` is empty.
    :raises NotCheckedIn: ``person`` is not on the list.
    """
    lecture = Lecture.objects.select_for_update().get(pk=lecture_id)
    if not reason.strip():
        raise AttendanceNeedsReason
    entry = lecture.check_ins.standing().filter(person=person).first()
    if entry is None:
        raise NotCheckedIn(name=person.name)
    written = LearningRecord.objects.standing().filter(source_key=source_keys([entry])[entry.pk]).first()
    entry.removed_at, entry.removed_by, entry.remove_reason = at, by, reason.strip()
    entry.save(update_fields=["removed_at", "removed_by", "remove_reason"])
    record("live.check_in.removed", actor=by, subject=entry, at=at, reason=reason.strip())
    if written:
        reverse(written, by=by, reason=reason.strip(), at=at)
    return entry
