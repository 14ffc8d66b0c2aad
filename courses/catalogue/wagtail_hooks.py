"""The catalogue's card on the desk, and who is sent a teaching file."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest
from wagtail import hooks
from wagtail.documents.models import AbstractDocument

from courses.catalogue import queries
from courses.catalogue.offers import open_courses
from lms.records.offers import HOOK as OFFERS
from lms.site.cards import Card


@hooks.register("desk_cards")
def continue_learning(person: Any, at: datetime) -> list[Card]:
    """Offer the lesson the person was last in; else the course list."""
    study = queries.lesson_to_continue(person=person)
    # Somebody in the middle of a lesson meets it first; an invitation to begin comes after what is due.
    order = 15 if study else 25
    return [Card(order=order, template="courses/catalogue/_card.html", context={"study": study})]


@hooks.register("before_serve_document")
def only_what_lessons_show(document: AbstractDocument, request: HttpRequest) -> None:
    """Send somebody no file under Wagtail's own address that they would not be sent under the lesson's."""
    if request.user.is_authenticated and not queries.may_read(document, request.user):
        raise Http404


hooks.register(OFFERS, open_courses)
