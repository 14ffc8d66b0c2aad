"""Checking in by the code on the projector."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from courses.live import rules
from courses.live.actions.scheduling import LectureCancelled
from courses.live.actions.seating import give_seat
from courses.live.models import Attempt, CheckIn, Lecture
from lms.audit.actions import record
from lms.kit.errors import Refusal
from lms.people.models import Person


class CheckInNotOpen(Refusal):
    """Too early."""

    code = "check_in_not_open"
    message = _("Check-in opens at %(opens)s. Please scan or type the code again then.")


class CheckInOver(Refusal):
    """Too late."""

    code = "check_in_over"
    message = _("This lecture ended at %(ended)s and check-in is closed. Ask the organiser if you were there.")


class CodeOld(Refusal):
    """A code of this lecture that has been replaced since."""

    code = "code_old"
    message = _("This code is old; it changes every 30 seconds. Type the code that is on the screen now.")


class CodeOfAnotherLecture(Refusal):
    """A good code, but not here."""

    code = "code_of_another_lecture"
    message = _("This code belongs to another lecture: %(title)s. Open that lecture and check in there.")


class CodeWrong(Refusal):
    """No code of any lecture now."""

    code = "code_wrong"
    message = _("This code is not right. Type the six digits that are on the screen now.")


class TooManyAttempts(Refusal):
    """Somebody is guessing, or very unlucky."""

    code = "too_many_attempts"
    message = _("Too many wrong codes. Please wait five minutes, then try again.")


class SpeakerListens(Refusal):
    """Whoever teaches is on record as teaching."""

    code = "speaker_listens"
    message = _("The speaker does not check in: the lecture goes on their record as teaching once it is over.")


def check_in(*, lecture_id: int, person: Person, code: str, at: datetime, device: str = "") -> CheckIn:
    """Check ``person`` in, or return the check-in that is already there. The code tells how they are there.

    A refused code leaves an attempt on file and nothing else, so this must not run inside a transaction that a
    refusal would roll back.

    :param code: six digits, as scanned or typed.
    :param device: the mark of the device it comes from, if it has one.
    :raises SpeakerListens: ``person`` is the speaker.
    :raises LectureCancelled: it does not take place.
    :raises CheckInNotOpen: before check-in opens.
    :raises CheckInOver: from the end on.
    :raises TooManyAttempts: too many codes were refused of late.
    :raises CodeOld: the code was good once.
    :raises CodeOfAnotherLecture: the code is good now in another lecture.
    :raises CodeWrong: it is neither.
    :raises LectureFull: on site, no seat is reserved for ``person`` and none is left.
    """
    lecture = Lecture.objects.get(pk=lecture_id)
    if held := lecture.check_ins.standing().filter(person=person).first():
        return held
    if lecture.speaker_id == person.pk:
        raise SpeakerListens
    if refusal := outside(lecture, at):
        raise refusal
    # The attempt is on file before the code is looked at: many at once cannot slip by together.
    attempt = _attempt(lecture, person, at)
    mode = _mode_of(lecture, code.strip(), at)
    attempt.delete()
    return _admit(lecture, person, mode, at, device)


def outside(lecture: Lecture, at: datetime) -> Refusal | None:
    """Return why nobody can check in at ``at``, or ``None`` while check-in is open."""
    if lecture.cancelled_at:
        return LectureCancelled(reason=lecture.cancel_reason)
    if at < lecture.opens_at:
        return CheckInNotOpen(opens=_in_words(lecture.opens_at))
    if at >= lecture.ends_at:
        return CheckInOver(ended=_in_words(lecture.ends_at))
    return None


def _in_words(instant: datetime) -> str:
    return date_format(timezone.localtime(instant), "DATETIME_FORMAT")


@transaction.atomic
def _attempt(lecture: Lecture, person: Person, at: datetime) -> Attempt:
    attempt = Attempt.objects.create(person=person, lecture=lecture, at=at)
    if Attempt.objects.by(person, since=at - rules.ATTEMPTS_WITHIN).count() > rules.MOST_ATTEMPTS:
        raise TooManyAttempts
    return attempt


def read_mode(lecture: Lecture, code: str, at: datetime) -> str | Refusal:
    """Return how somebody who has ``code`` is there, or why the code is refused."""
    readings = {mode: rules.read_code(rules.secret_of(lecture.secret, mode), code, at=at) for mode in lecture.modes}
    for mode, reading in readings.items():
        if reading == rules.Reading.GOOD:
            return mode
    return CodeOld() if rules.Reading.OLD in readings.values() else CodeWrong()


def _mode_of(lecture: Lecture, code: str, at: datetime) -> str:
    mode = read_mode(lecture, code, at)
    if not isinstance(mode, Refusal):
        return mode
    for other in Lecture.objects.taking_codes(at).exclude(pk=lecture.pk):
        if any(rules.is_good(rules.secret_of(other.secret, each), code, at=at) for each in other.modes):
            raise CodeOfAnotherLecture(title=other.title)
    raise mode


@transaction.atomic
def _admit(lecture: Lecture, person: Person, mode: str, at: datetime, device: str = "") -> CheckIn:
    if mode == Lecture.Mode.ONSITE and lecture.capacity is not None:
        _seat(lecture, person, at)
    said = {"mode": mode, "checked_in_at": at, "device": device}
    entry, made = CheckIn.objects.get_or_create(lecture=lecture, person=person, removed_at=None, defaults=said)
    if made:
        record("live.check_in.made", actor=person, subject=entry, at=at, mode=mode)
    return entry


def _seat(lecture: Lecture, person: Person, at: datetime) -> None:
    """Whoever reserved a seat sits on it; whoever just comes takes one that is left, so nobody else can."""
    locked = Lecture.objects.select_for_update().get(pk=lecture.pk)
    if not locked.seats.held().filter(doctor=person).exists():
        give_seat(locked, person, at=at)
