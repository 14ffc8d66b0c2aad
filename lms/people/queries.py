"""Reading people with what hangs on them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from lms.people.models import Appointment, Licence, Person, Post, RosterEntry
from lms.people.models.person import PersonQuerySet
from lms.people.rules import id_number_fault


@dataclass(frozen=True)
class Profile:
    """One person as the admin shows them."""

    posts: Sequence[Post]
    licences: Sequence[Licence]
    appointments: Sequence[Appointment]
    entries: Sequence[RosterEntry]


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


def found_by(people: PersonQuerySet, text: str) -> PersonQuerySet:
    """Return those of ``people`` of this name, or with this whole mobile number or ID number.

    Parts of numbers find nobody: a search must not be a way to read what is masked, digit by digit.
    """
    wanted = text.strip()
    if id_number_fault(wanted.upper()) is None:
        return people.with_id_number(wanted)
    return people.filter(Q(name__icontains=wanted) | Q(phone=wanted))
