"""People."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_noop
from ninja import Query, Router

from lms.api import actions
from lms.api.paging import Page, Paging, page_of
from lms.api.reading import reads, viewer_of
from lms.api.shapes.people import PersonDetail, PersonFilters, PersonOut
from lms.people.models import Person, Post
from lms.people.queries import with_workplaces

router = Router(tags=["people"])


@reads(router, "/people", "people", ability="people", response=Page[PersonOut], summary=gettext_noop("People"))
def people(request: HttpRequest, asked: Query[PersonFilters], paging: Query[Paging]) -> dict[str, Any]:
    """Who has a post inside the scope today."""
    today = timezone.localdate()
    found = with_workplaces(Person.objects.visible_to(viewer_of(request)), today)
    named = {"workplace": asked.institution, "kind": asked.post}
    wanted = {key: value for key, value in named.items() if value is not None}
    if wanted:
        found = found.filter(pk__in=Post.objects.on(today).filter(**wanted).values("person"))
    return page_of(found, paging)


@reads(
    router,
    "/people/{uuid:person_uid}",
    "person",
    ability="people",
    response=PersonDetail,
    summary=gettext_noop("One person"),
)
def person(request: HttpRequest, person_uid: UUID) -> Person:
    """One person with all posts and licences. It is written down, and the person can see it."""
    found: Person = get_object_or_404(Person.objects.visible_to(viewer_of(request)), uid=person_uid)
    actions.note_person(request.auth, found, at=timezone.now())  # type: ignore[attr-defined]
    return found
