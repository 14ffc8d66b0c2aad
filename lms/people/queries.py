"""Reading people with what hangs on them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.utils import timezone

from lms.people.models import Appointment, Division, Licence, Organisation, Person, Post, RosterEntry
from lms.people.models.person import PersonQuerySet
from lms.people.roles import Role
from lms.people.rules import id_number_fault
from lms.people.scopes import Scope


@dataclass(frozen=True)
class Profile:
    """One person as the admin shows them."""

    posts: Sequence[Post]
    licences: Sequence[Licence]
    appointments: Sequence[Appointment]
    entries: Sequence[RosterEntry]


def person_today(person_id: Any) -> Person:
    """Return the person as their roles stand today, with ``holds_role`` known, in one query.

    Whose last appointment as an administrator has ended is none from that midnight on, whatever the row still says.
    Whoever asks what somebody may see loads them by this.

    :raises Person.DoesNotExist: there is nobody of this number.
    """
    own, today = Appointment.objects.filter(person=OuterRef("pk")), timezone.localdate()
    ruling = own.filter(role=Role.ADMINISTRATOR)
    known = Person.objects.annotate(
        holds_role=Exists(own.on(today)), has_ruled=Exists(ruling), rules=Exists(ruling.on(today))
    )
    person: Any = known.get(pk=person_id)
    if person.has_ruled and not person.rules:
        person.is_superuser = False
    return person  # type: ignore[no-any-return]


def profile_of(person: Person) -> Profile:
    """Return a person's posts, licences, roles and rosters, the newest first. Four queries."""
    return Profile(
        posts=list(person.posts.select_related("workplace", "employer").order_by("-starts_on", "-pk")),
        licences=list(person.licences.order_by("kind", "pk")),
        appointments=list(person.appointments.select_related("division", "organisation").order_by("-starts_on")),
        entries=list(person.roster_entries.select_related("roster", "workplace").order_by("-joined_on", "-pk")),
    )


def with_workplaces(people: QuerySet[Person], on: date) -> QuerySet[Person]:
    """Return ``people`` with the posts they hold ``on`` a day read ahead as ``held``."""
    held = Post.objects.on(on).select_related("workplace").order_by("pk")
    return people.prefetch_related(Prefetch("posts", queryset=held, to_attr="held"))


def with_number(people: PersonQuerySet, text: str) -> PersonQuerySet:
    """Return the one of ``people`` with this whole mobile number or ID number.

    Parts of numbers find nobody: a search must not be a way to read what is masked, digit by digit.
    """
    wanted = "".join(text.split()).upper()
    return people.with_id_number(wanted) if id_number_fault(wanted) is None else people.filter(phone=wanted)


def reach_of(viewer: Person) -> dict[str, Any]:
    """Return what ``viewer``'s scope reaches today as JSON values, for :func:`still_reaches` on another day."""
    scope = Scope.of(viewer)
    lines = [{"schemes": sorted(line.schemes), **_places(line.scope)} for line in scope.lines]
    return {"everything": scope.everything, **_places(scope), "lines": lines}


def _places(scope: Scope) -> dict[str, list[int]]:
    return {"divisions": [each.pk for each in scope.divisions], "organisations": list(scope.organisations)}


def still_reaches(viewer: Person, reach: Mapping[str, Any]) -> bool:
    """Whether ``viewer``'s scope of today holds all of a ``reach`` from :func:`reach_of`."""
    scope = Scope.of(viewer)
    if scope.everything:
        return True
    if reach.get("everything"):
        return False
    lines = [(scope.within(code), line) for line in reach.get("lines", ()) for code in line["schemes"]]
    return all(_holds(inside, places) for inside, places in [(scope, reach), *lines])


def _holds(scope: Scope, places: Mapping[str, Any]) -> bool:
    divisions, organisations = set(places.get("divisions", ())), set(places.get("organisations", ()))
    if divisions and Division.objects.visible_to_scope(scope).filter(pk__in=divisions).count() < len(divisions):
        return False
    inside = Organisation.objects.filter(scope.organisations_q(), pk__in=organisations)
    return not organisations or inside.count() == len(organisations)
