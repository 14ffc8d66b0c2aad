"""The lectures' desk card and their place in the admin."""

from datetime import datetime
from typing import Any

from wagtail import hooks

from courses.live import queries, reporting
from courses.live.offers import open_lectures
from courses.live.views.staff import LiveGroup
from lms.records.offers import HOOK as OFFERS
from lms.records.reporting import SESSIONS_HOOK
from lms.site.cards import Card

hooks.register(SESSIONS_HOOK, reporting.sessions)


@hooks.register("desk_cards")
def next_lecture(person: Any, at: datetime) -> list[Card]:
    """Show the lecture to check in to now, or the next one."""
    lecture = queries.next_lecture(person=person, at=at)
    if lecture is None:
        return []
    context = {"lecture": lecture, "is_open": lecture.is_open(at), "speaks": lecture.speaker_id == person.pk}
    return [Card(order=20, template="courses/live/_card.html", context=context)]


@hooks.register("register_admin_viewset")
def admin_lectures() -> LiveGroup:
    """Put lectures and series into the admin menu."""
    return LiveGroup()


hooks.register(OFFERS, open_lectures)
