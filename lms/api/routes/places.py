"""Divisions and institutions."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_noop
from ninja import Query, Router

from lms.api.paging import Page, Paging, page_of
from lms.api.reading import Key, reads, viewer_of
from lms.api.shapes.places import DivisionFilters, DivisionOut, InstitutionFilters, InstitutionOut
from lms.people.models import Division, Organisation

router = Router(tags=["places"])


@reads(
    router, "/divisions", "divisions", ability="places", response=Page[DivisionOut], summary=gettext_noop("Divisions")
)
def divisions(request: HttpRequest, asked: Query[DivisionFilters], paging: Query[Paging]) -> dict[str, Any]:
    """The divisions inside the scope."""
    found = Division.objects.visible_to(viewer_of(request))
    found = found.on(asked.on) if asked.on else found
    named = {"level": asked.level, "parent": asked.parent, "code": asked.code}
    return page_of(found.filter(**{key: value for key, value in named.items() if value is not None}), paging)


@reads(
    router,
    "/institutions",
    "institutions",
    ability="places",
    response=Page[InstitutionOut],
    summary=gettext_noop("Institutions"),
)
def institutions(request: HttpRequest, asked: Query[InstitutionFilters], paging: Query[Paging]) -> dict[str, Any]:
    """The institutions inside the scope."""
    found = Organisation.objects.visible_to(viewer_of(request))
    if asked.division:
        inside = get_object_or_404(Division.objects.visible_to(viewer_of(request)), pk=asked.division)
        found = found.filter(inside.reach("division__"))
    named = {"kind": asked.kind, "code": asked.code}
    return page_of(found.filter(**{key: value for key, value in named.items() if value is not None}), paging)


@reads(
    router,
    "/institutions/{int:organisation_id}",
    "institution",
    ability="places",
    response=InstitutionOut,
    summary=gettext_noop("One institution"),
)
def institution(request: HttpRequest, organisation_id: Key) -> Organisation:
    """One institution inside the scope."""
    return get_object_or_404(Organisation.objects.visible_to(viewer_of(request)), pk=organisation_id)
