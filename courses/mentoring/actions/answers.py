"""The mentee's side: confirming or disputing what the mentor logged."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courses.mentoring.actions.overlaps import refuse_second_lesson
from courses.mentoring.actions.turns import hold_session
from courses.mentoring.models import TeachingSession
from courses.mentoring.queries import RECORDS, taught
from lms.audit.actions import record
from lms.kit.errors import Refusal
from lms.notices.actions import notify
from lms.people.models import Person
from lms.records.actions import ActivityDetails, Deed, declare_activity, write_many
from lms.records.models import Activity, LearningRecord

State = TeachingSession.State


class NotYourSession(Refusal):
    """Only the mentee says whether it took place."""

    code = "not_your_session"
    message = _("Only the mentee can answer this.")


class AlreadyAnswered(Refusal):
    """It was answered otherwise, or withdrawn."""

    code = "already_answered"
    message = _("This session is already %(state)s.")


class ReasonMissing(Refusal):
    """The mentor must learn what is wrong."""

    code = "reason_missing"
    message = _("Please say in a few words what is not right.")


class ChangedSince(Refusal):
    """The mentor corrected it after the mentee opened the page."""

    code = "changed_since"
    message = _("Your mentor has just changed this session. Please look at it again.")


@transaction.atomic
def confirm_session(*, session: TeachingSession, mentee: Person, version: str, at: datetime) -> TeachingSession:
    """Say that a session took place as logged: it becomes a record for both. Confirming twice changes nothing.

    :param version: the session's :attr:`~TeachingSession.version` that the mentee saw.
    :raises NotYourSession: ``mentee`` is not the one who was taught.
    :raises AlreadyAnswered: it is disputed or withdrawn.
    :raises ChangedSince: the mentee saw it as it was before a correction.
    :raises AlreadyTaught: the mentee has confirmed another session of the same time.
    """
    session = _own(session, mentee)
    if session.state == State.CONFIRMED:
        return session
    _refuse_unseen(session, version)
    refuse_second_lesson(session)
    session.state, session.answered_at = State.CONFIRMED, at
    session.save(update_fields=["state", "answered_at"])
    record("mentoring.session.confirmed", actor=mentee, subject=session, at=at)
    write_many(_deeds(session), at=at)
    _tell_mentor(session, str(_("%(mentee)s confirmed your teaching session")), at)
    return session


@transaction.atomic
def dispute_session(
    *, session: TeachingSession, mentee: Person, version: str, reason: str, at: datetime
) -> TeachingSession:
    """Say that a session did not take place as logged, and why; the mentor can correct or withdraw it.

    :param version: the session's :attr:`~TeachingSession.version` that the mentee saw.
    :raises NotYourSession: ``mentee`` is not the one who was taught.
    :raises ReasonMissing: there is no reason.
    :raises AlreadyAnswered: it is confirmed or withdrawn.
    :raises ChangedSince: the mentee saw it as it was before a correction.
    """
    reason = reason.strip()
    session = _own(session, mentee)
    if session.state == State.DISPUTED and session.dispute_reason == reason:
        return session
    _refuse_unseen(session, version)
    if not reason:
        raise ReasonMissing
    session.state, session.answered_at, session.dispute_reason = State.DISPUTED, at, reason[:200]
    session.save(update_fields=["state", "answered_at", "dispute_reason"])
    record("mentoring.session.disputed", actor=mentee, subject=session, at=at, reason=session.dispute_reason)
    _tell_mentor(session, str(_("%(mentee)s disputes a teaching session; please correct or withdraw it")), at)
    return session


@transaction.atomic
def drop_dispute(*, session: TeachingSession, mentee: Person, at: datetime) -> TeachingSession:
    """Take the mentee's own dispute back: the session waits for confirmation again. Doing so twice changes nothing.

    :raises NotYourSession: ``mentee`` is not the one who was taught.
    :raises AlreadyAnswered: it is confirmed or withdrawn.
    """
    session = _own(session, mentee)
    if session.state == State.LOGGED:
        return session
    if session.state != State.DISPUTED:
        raise AlreadyAnswered(state=session.get_state_display())
    session.state, session.answered_at, session.dispute_reason = State.LOGGED, None, ""
    session.save(update_fields=["state", "answered_at", "dispute_reason"])
    record("mentoring.session.dispute_dropped", actor=mentee, subject=session, at=at)
    _tell_mentor(session, str(_("%(mentee)s no longer disputes a teaching session")), at)
    return session


def _own(session: TeachingSession, mentee: Person) -> TeachingSession:
    found = hold_session(session)
    if found.pairing.mentee_id != mentee.pk:
        raise NotYourSession
    return found


def _refuse_unseen(session: TeachingSession, version: str) -> None:
    if session.state != State.LOGGED:
        raise AlreadyAnswered(state=session.get_state_display())
    if session.version != version:
        raise ChangedSince


def _deeds(session: TeachingSession) -> list[Deed]:
    """Return what the session proves of the mentee, and of the mentor unless the occasion is on record already.

    A lesson to several mentees is a session for each, and one hour of the mentor's teaching: whoever confirms first
    writes it.
    """
    pairing, activity = session.pairing, _activity(session)
    people = {LearningRecord.Role.LEARNER: pairing.mentee}
    if not taught(pairing.mentor, session.started_at).exists():
        people[LearningRecord.Role.TEACHER] = pairing.mentor
    return [
        Deed(
            person=person,
            role=role,
            activity=activity,
            outcome=LearningRecord.Outcome.COMPLETED,
            minutes=session.minutes,
            mode=session.mode,
            happened_at=session.started_at,
            evidence={"session": session.pk, "pairing": session.pairing_id, "topic": session.topic},
            source_key=f"{RECORDS}{session.pk}:{role}",
        )
        for role, person in people.items()
    ]


def _activity(session: TeachingSession) -> Activity:
    """Return the activity of this kind of teaching in this pairing."""
    pairing = session.pairing
    return declare_activity(
        source_key=f"mentoring:pairing:{pairing.pk}:{session.kind}",
        kind=Activity.Kind.TEACHING,
        title=f"{session.get_kind_display()} · {pairing.mentor}",
        mode=Activity.Mode.EITHER,
        details=ActivityDetails(organiser=pairing.organiser, subjects=[pairing.subject] if pairing.subject else []),
    )


def _tell_mentor(session: TeachingSession, title: str, at: datetime) -> None:
    notify(
        session.pairing.mentor,
        kind=f"mentoring.session.{session.state}",
        key=f"{session.pk}:{at.isoformat()}",
        title=title % {"mentee": session.pairing.mentee},
        body=f"{session} {session.dispute_reason}".strip(),
        url=f"/mentoring/sessions/{session.pk}/",
        at=at,
    )
