"""The desk card: what has not been read."""

from datetime import datetime
from typing import Any

from wagtail import hooks

from lms.notices import queries
from lms.site.cards import HOOK, Card


@hooks.register(HOOK)
def unread_card(person: Any, _at: datetime) -> list[Card]:
    """Return a card when notices wait, none otherwise. One query."""
    unread = queries.unread_for(person)
    if not unread.count:
        return []
    return [Card(order=15, template="lms/notices/_card.html", context={"unread": unread})]
