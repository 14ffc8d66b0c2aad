"""Reminding mentees of sessions that wait for them."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from courses.mentoring.models import TeachingSession
from lms.notices.actions import notify

# Days after which a session is asked about again; after the last there is silence.
REMINDERS = (3, 7, 14)


def remind_waiting(*, at: datetime) -> int:
    """Remind the mentees of the sessions that have waited for 3, 7 or 14 days, once each; return of how many.

    Whoever was not reminded in time, as after a night without a worker, is reminded of the last of them only.
    """
    oldest = at - timedelta(days=2 * REMINDERS[-1])
    waiting = TeachingSession.objects.waiting_since(at - timedelta(days=REMINDERS[0])).filter(logged_at__gt=oldest)
    count = 0
    for session in waiting.select_related("pairing__mentor", "pairing__mentee").iterator(chunk_size=500):
        count += 1
        _remind(session, max(days for days in REMINDERS if session.logged_at <= at - timedelta(days=days)), at)
    return count


def _remind(session: TeachingSession, days: int, at: datetime) -> None:
    title = _("A teaching session with %(mentor)s has waited %(days)s days for your answer") % {
        "mentor": session.pairing.mentor,
        "days": days,
    }
    notify(
        session.pairing.mentee,
        kind="mentoring.session.waiting",
        key=f"{session.pk}:{session.version}:{days}",
        title=title,
        body=str(session),
        url=f"/mentoring/sessions/{session.pk}/",
        at=at,
    )
