"""The catalogue's card on the desk."""

from datetime import datetime
from typing import Any

from wagtail import hooks

from courses.catalogue import openings, queries
from lms.records.openings import HOOK as OPENINGS_HOOK
from lms.site.cards import Card

hooks.register(OPENINGS_HOOK, openings.courses)


@hooks.register("desk_cards")
def continue_learning(person: Any, at: datetime) -> list[Card]:
    """Offer the lesson the person was last in; else the course list."""
    study = queries.lesson_to_continue(person=person)
    # Somebody in the middle of a lesson meets it first; an invitation to begin comes after what is due.
    order = 15 if study else 25
    return [Card(order=order, template="courses/catalogue/_card.html", context={"study": study})]
