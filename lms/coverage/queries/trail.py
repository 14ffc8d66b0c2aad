"""Who did what, as far as a viewer may know it."""

from typing import Any

from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast
from django.utils import timezone

from lms.audit.models import Entry
from lms.people.models import Appointment, Organisation, Person
from lms.people.scopes import Scope


def trail(viewer: Person) -> QuerySet[Entry]:
    """Return the entries by or about the people and institutions in ``viewer``'s scope, newest first.

    In scope are, of the people, those the viewer may see and those who hold an appointment there.
    """
    entries = Entry.objects.order_by("-at", "-pk")
    scope = Scope.of(viewer)
    if scope.everything:
        return entries
    there = scope.organisations_q("organisation__") | scope.divisions_q("division__")
    appointed = Appointment.objects.on(timezone.localdate()).filter(there)
    people = _ids(Person.objects.visible_to(viewer)).union(_ids(appointed, "person_id"))
    mine = Q(actor_id__in=people) | Q(subject_kind="people.person", subject_id__in=people)
    mine |= Q(subject_kind="people.organisation", subject_id__in=_ids(Organisation.objects.visible_to(viewer)))
    return entries.filter(mine)


def _ids(found: QuerySet[Any], field: str = "pk") -> QuerySet[Any, Any]:
    """Return the ids of ``found`` as the log writes them."""
    return found.order_by().values_list(Cast(field, CharField()), flat=True)
