"""The manager's side: a session that should never have counted."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courses.mentoring.actions.answers import ReasonMissing
from courses.mentoring.actions.sessions import SessionSettled
from courses.mentoring.actions.turns import hold_session
from courses.mentoring.models import TeachingSession
from courses.mentoring.queries import RECORDS, taught
from lms.audit.actions import record
from lms.notices.actions import notify
from lms.people.models import Person
from lms.records.actions import reverse
from lms.records.models import LearningRecord

State = TeachingSession.State


@transaction.atomic
def void_session(*, session: TeachingSession, by: Person, reason: str, at: datetime) -> TeachingSession:
    """Declare a session void, confirmed or not: what was written of it is reversed, and both are told why.

    The mentor's record of an occasion goes when no confirmed session of that occasion is left. Voiding twice changes
    nothing.

    :raises ReasonMissing: there is no reason.
    :raises SessionSettled: the mentor took it back.
    """
    reason = reason.strip()
    if not reason:
        raise ReasonMissing
    session = hold_session(session)
    if session.void_reason:
        return session
    if session.state == State.WITHDRAWN:
        raise SessionSettled(state=session.get_state_display())
    session.state, session.void_reason = State.WITHDRAWN, reason[:200]
    session.save(update_fields=["state", "void_reason"])
    record("mentoring.session.voided", actor=by, subject=session, at=at, reason=session.void_reason)
    for written in _orphans(session):
        reverse(written, by=by, reason=session.void_reason, at=at)
    _tell_both(session, at)
    return session


def _orphans(session: TeachingSession) -> list[LearningRecord]:
    """Return the standing records that no confirmed session bears out any longer."""
    mentor, learner = session.pairing.mentor, LearningRecord.Role.LEARNER
    orphans = list(LearningRecord.objects.standing().filter(source_key=f"{RECORDS}{session.pk}:{learner}"))
    others = TeachingSession.objects.confirmed().filter(pairing__mentor=mentor, started_at=session.started_at)
    return orphans if others.exists() else [*orphans, *taught(mentor, session.started_at)]


def _tell_both(session: TeachingSession, at: datetime) -> None:
    for person in (session.pairing.mentor, session.pairing.mentee):
        notify(
            person,
            kind="mentoring.session.voided",
            key=str(session.pk),
            title=str(_("A teaching session was declared void and no longer counts")),
            body=f"{session} {session.void_reason}",
            url=f"/mentoring/sessions/{session.pk}/",
            at=at,
        )
