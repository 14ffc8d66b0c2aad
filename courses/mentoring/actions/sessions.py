"""The mentor's side: logging, correcting and withdrawing teaching sessions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from courses.mentoring import rules
from courses.mentoring.actions.overlaps import refuse_overlap
from courses.mentoring.actions.turns import hold, hold_session
from courses.mentoring.models import Pairing, TeachingSession
from lms.audit.actions import record
from lms.kit.errors import Refusal
from lms.notices.actions import notify
from lms.people.models import Organisation, Person

State = TeachingSession.State


class NobodyTaught(Refusal):
    """A session is of somebody."""

    code = "nobody_taught"
    message = _("Tick at least one mentee.")


class NotYourMentee(Refusal):
    """Somebody else's pairing."""

    code = "not_your_mentee"
    message = _("You can only log teaching for your own mentees.")


class ImplausibleTime(Refusal):
    """It cannot have been then, or not so long."""

    code = "implausible_time"
    message = _("%(fault)s")


class OutsideTerm(Refusal):
    """The two were not paired on that day."""

    code = "outside_term"
    message = _("%(mentee)s was not your mentee on %(day)s.")


class SessionSettled(Refusal):
    """Confirmed or withdrawn sessions stay as they are."""

    code = "session_settled"
    message = _("This session is %(state)s and can no longer be changed.")


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """What the mentor says of one occasion."""

    kind: str
    started_at: datetime
    minutes: int
    topic: str
    mode: str = TeachingSession.Mode.ONSITE
    place: Organisation | None = None
    note: str = ""

    @property
    def occasion(self) -> rules.Occasion:
        """The occasion, as the rules speak of it."""
        return rules.Occasion(self.started_at, self.minutes, self.kind, self.place.pk if self.place else None)


@transaction.atomic
def log_sessions(
    *, mentor: Person, pairings: Sequence[Pairing], lesson: Lesson, request_key: str, at: datetime
) -> list[TeachingSession]:
    """Log one occasion for each of ``pairings``. The same request again returns what it made the first time.

    :param request_key: made with the form, so that a double tap or a retry is one request.
    :raises NobodyTaught: there is no pairing.
    :raises NotYourMentee: one of them is another mentor's.
    :raises ImplausibleTime: the occasion lies ahead, too far back, or is too short or too long.
    :raises OutsideTerm: one of the pairings does not cover the day.
    :raises InTwoPlaces: the mentor taught something else at that time.
    :raises AlreadyLogged: one of the mentees was taught at that time, by whomever.
    """
    # Two taps see each other, and so do two mentors of one mentee.
    pairings = hold(pairing.pk for pairing in pairings)
    keys = [f"{request_key}:{pairing.pk}" for pairing in pairings]
    if made := list(TeachingSession.objects.filter(request_key__in=keys).order_by("pk")):
        return made
    if not pairings:
        raise NobodyTaught
    _refuse_implausible(mentor, pairings, lesson, at)
    sessions = []
    for pairing, key in zip(pairings, keys, strict=True):
        session = TeachingSession(pairing=pairing, request_key=key, logged_at=at)
        _put(session, lesson)
        session.save()
        record("mentoring.session.logged", actor=mentor, subject=session, at=at, minutes=lesson.minutes)
        _ask_mentee(session, at)
        sessions.append(session)
    return sessions


@transaction.atomic
def correct_session(*, session: TeachingSession, mentor: Person, lesson: Lesson, at: datetime) -> TeachingSession:
    """Change a session that waits or is disputed, and ask the mentee again.

    :raises SessionSettled: it is confirmed or withdrawn.

    Besides, everything :func:`log_sessions` raises about the occasion.
    """
    session = _open_session(session, mentor)
    _refuse_implausible(mentor, [session.pairing], lesson, at, corrected=session)
    _put(session, lesson)
    session.state, session.logged_at, session.answered_at, session.dispute_reason = State.LOGGED, at, None, ""
    session.save()
    record("mentoring.session.corrected", actor=mentor, subject=session, at=at, minutes=lesson.minutes)
    _ask_mentee(session, at)
    return session


@transaction.atomic
def withdraw_session(*, session: TeachingSession, mentor: Person, at: datetime) -> TeachingSession:
    """Take back a session that waits or is disputed. Withdrawing twice changes nothing.

    :raises SessionSettled: it is confirmed.
    """
    locked = hold_session(session)
    if locked.state == State.WITHDRAWN and locked.pairing.mentor_id == mentor.pk:
        return locked
    session = _open_session(locked, mentor)
    session.state = State.WITHDRAWN
    session.save(update_fields=["state"])
    record("mentoring.session.withdrawn", actor=mentor, subject=session, at=at)
    return session


def _open_session(session: TeachingSession, mentor: Person) -> TeachingSession:
    """Lock and return the mentor's own session, while it can still change."""
    found = hold_session(session)
    if found.pairing.mentor_id != mentor.pk:
        raise NotYourMentee
    if found.state not in (State.LOGGED, State.DISPUTED):
        raise SessionSettled(state=found.get_state_display())
    return found


def _refuse_implausible(
    mentor: Person, pairings: Sequence[Pairing], lesson: Lesson, at: datetime, corrected: TeachingSession | None = None
) -> None:
    fault = rules.time_fault(lesson.occasion, at, settings.TEACHING_LOG_DAYS)
    # A session logged in time may be corrected later, as long as it does not move further back.
    in_time = corrected is not None and lesson.started_at >= corrected.started_at
    if fault and not (fault == "old" and in_time):
        raise ImplausibleTime(fault=_fault_text(fault))
    day = timezone.localdate(lesson.started_at)
    for pairing in pairings:
        if pairing.mentor_id != mentor.pk:
            raise NotYourMentee
        if not pairing.covers(day):
            raise OutsideTerm(mentee=pairing.mentee, day=date_format(day, "Y-m-d"))
    refuse_overlap(mentor, pairings, lesson.occasion, corrected)


def _fault_text(fault: str) -> str:
    texts = {
        "minutes": _("A teaching session lasts between 10 minutes and 8 hours."),
        "future": _("This session would not be over yet. Check the day, the time and the length."),
        "old": _("This session is more than %(days)s days ago; it can no longer be logged."),
    }
    return str(texts[fault]) % {"days": settings.TEACHING_LOG_DAYS}


def _put(session: TeachingSession, lesson: Lesson) -> None:
    session.kind = lesson.kind
    session.mode = lesson.mode
    session.place = lesson.place
    session.started_at = lesson.started_at
    session.minutes = lesson.minutes
    session.topic = lesson.topic.strip()
    session.note = lesson.note.strip()


def _ask_mentee(session: TeachingSession, at: datetime) -> None:
    mentor = session.pairing.mentor
    notify(
        session.pairing.mentee,
        kind="mentoring.session.logged",
        key=f"{session.pk}:{at.isoformat()}",
        title=_("%(mentor)s logged a teaching session with you; please confirm it") % {"mentor": mentor},
        body=str(session),
        url=f"/mentoring/sessions/{session.pk}/",
        at=at,
    )
