"""Turning check-ins into learning records once a lecture is over."""

import logging
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courses.live.actions.scheduling import LectureCancelled
from courses.live.models import CheckIn, Lecture
from lms.audit.actions import record
from lms.kit.errors import Refusal
from lms.people.models import Person
from lms.records.actions import Deed, write, write_many
from lms.records.models import LearningRecord

log = logging.getLogger(__name__)


class LectureNotOver(Refusal):
    """Attendance is recorded after the end."""

    code = "lecture_not_over"
    message = _("This lecture is not over yet.")


@transaction.atomic
def settle_lecture(*, lecture_id: int, at: datetime) -> list[LearningRecord]:
    """Write a learning record for everybody who checked in, and one of teaching for a speaker who has an account.

    Settling again writes only what is missing.

    :return: the records of all who were there, the speaker's last.
    :raises LectureCancelled: it did not take place.
    :raises LectureNotOver: ``at`` is before the end.
    """
    lecture = Lecture.objects.select_for_update().get(pk=lecture_id)
    if lecture.cancelled_at:
        raise LectureCancelled(reason=lecture.cancel_reason)
    if at < lecture.ends_at:
        raise LectureNotOver
    there = lecture.check_ins.standing().select_related("person", "lecture__activity").order_by("pk")
    # Somebody who checked in before they were made the speaker did not listen to themselves.
    heard = [entry for entry in there if entry.person_id != lecture.speaker_id]
    written = write_check_ins(heard, at=at)
    if lecture.speaker:
        written.append(write(_teaching(lecture, lecture.speaker), at=at))
    if lecture.settled_at is None:
        lecture.settled_at = at
        lecture.save(update_fields=["settled_at"])
        record("live.lecture.settled", actor=None, subject=lecture, at=at, people=len(heard))
    return written


def settle_due(*, at: datetime) -> int:
    """Settle every lecture that has ended by ``at``, each in its own transaction; return how many.

    A lecture that cannot be settled is logged and left for the next time; it does not hold up the others.
    """
    settled = 0
    for lecture_id in Lecture.objects.due_for_settling(at).order_by("ends_at").values_list("pk", flat=True):
        try:
            settle_lecture(lecture_id=lecture_id, at=at)
            settled += 1
        except Exception:
            log.exception("lecture %s could not be settled", lecture_id)
    return settled


def write_check_ins(entries: Sequence[CheckIn], *, at: datetime) -> list[LearningRecord]:
    """Write the learning records of ``entries``; those already there are left as they are."""
    if not entries:
        return []
    keys = source_keys(entries)
    return write_many([_deed(entry, keys[entry.pk]) for entry in entries], at=at)


def source_keys(entries: Sequence[CheckIn]) -> dict[int, str]:
    """Return the name of each entry's deed for ever, by the entry's id. One query.

    There is one name a lecture and person; attendance given again after it was taken back is another deed.
    """
    removed = CheckIn.objects.filter(
        lecture__in={entry.lecture_id for entry in entries}, removed_at__isnull=False
    ).values_list("lecture", "person", "pk")
    earlier: dict[tuple[int, int], list[int]] = {}
    for lecture_id, person_id, entry_id in removed:
        earlier.setdefault((lecture_id, person_id), []).append(entry_id)
    keys = {}
    for entry in entries:
        times = sum(entry_id < entry.pk for entry_id in earlier.get((entry.lecture_id, entry.person_id), ()))
        keys[entry.pk] = f"live:lecture:{entry.lecture_id}:{entry.person_id}" + (f":{times}" if times else "")
    return keys


def _teaching(lecture: Lecture, speaker: Person) -> Deed:
    return Deed(
        person=speaker,
        activity=lecture.activity,
        outcome=LearningRecord.Outcome.COMPLETED,
        source_key=f"live:lecture:{lecture.pk}:speaker",
        happened_at=lecture.starts_at,
        minutes=lecture.minutes,
        role=LearningRecord.Role.TEACHER,
        mode=lecture.modes[0],
    )


def _deed(entry: CheckIn, source_key: str) -> Deed:
    lecture = entry.lecture
    return Deed(
        person=entry.person,
        activity=lecture.activity,
        outcome=LearningRecord.Outcome.ATTENDED,
        source_key=source_key,
        happened_at=lecture.starts_at,
        minutes=lecture.minutes,
        mode=entry.mode,
        evidence={
            "check_in": entry.pk,
            "checked_in_at": entry.checked_in_at.isoformat(),
            "how": "added" if entry.added_by_id else "code",
        },
    )
