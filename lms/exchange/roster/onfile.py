"""What is on file about the people of an import: their open posts, their licences, who is on the roster."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, TypeVar

from django.db.models import Exists, OuterRef, Q

from lms.people.models import Licence, Organisation, Person, Post, Roster, RosterEntry

BATCH = 10_000
T = TypeVar("T")


@dataclass(frozen=True)
class Onto:
    """Which roster the rows go onto, as of which day, and whether people missing from the file leave it."""

    keeper: Organisation
    name: str
    as_of: date
    end_missing: bool = False


class HeldPost(NamedTuple):
    """A post somebody holds now, or held until a day."""

    pk: int
    workplace: int
    workplace_name: str
    employer: int
    employer_name: str
    kind: str
    title: str
    department: str
    starts_on: date
    ends_on: date | None


class HeldLicence(NamedTuple):
    """A licence somebody holds."""

    pk: int
    kind: str
    number: str


class OpenEntry(NamedTuple):
    """Somebody on the roster now."""

    pk: int
    person: int
    person_name: str
    workplace: int
    joined_on: date


def entries_on(onto: Onto) -> dict[int, OpenEntry]:
    """Return the open entries of the roster by person; none where there is no roster yet."""
    roster = Roster.objects.filter(keeper=onto.keeper, name=onto.name).first()
    columns = ("pk", "person", "person__name", "workplace", "joined_on")
    rows = RosterEntry.objects.filter(roster=roster, left_on=None).values_list(*columns) if roster else ()
    return {row[1]: OpenEntry(*row) for row in rows}


def posts_of(people: Sequence[int]) -> tuple[dict[int, list[HeldPost]], dict[int, list[HeldPost]]]:
    """Return the posts that people hold now, and those they held, by person; whoever has none is left out."""
    places = ("workplace", "workplace__name", "employer", "employer__name")
    columns = ("person", "pk", *places, "kind", "title", "department", "starts_on", "ends_on")
    now: dict[int, list[HeldPost]] = {}
    before: dict[int, list[HeldPost]] = {}
    for some in batches(people):
        for person, *row in Post.objects.filter(person__in=some).values_list(*columns):
            post = HeldPost(*row)
            (now if post.ends_on is None else before).setdefault(person, []).append(post)
    return now, before


def licences_of(people: Sequence[int]) -> dict[int, list[HeldLicence]]:
    """Return the licences people hold, by person; whoever holds none is left out."""
    by_person: dict[int, list[HeldLicence]] = {}
    for some in batches(people):
        rows = Licence.objects.filter(person__in=some)
        for person, pk, kind, number in rows.values_list("person", "pk", "kind", "number"):
            by_person.setdefault(person, []).append(HeldLicence(pk, kind, number))
    return by_person


def outside(people: Collection[int], *, viewer: Person, today: date) -> set[int]:
    """Return who is not in the viewer's area. Somebody who works nowhere and never signed in is in nobody's."""
    left = set(people)
    for some in batches(sorted(left)):
        left -= set(Person.objects.visible_to(viewer).filter(pk__in=some).values_list("pk", flat=True))
    posts = Post.objects.filter(Q(ends_on=None) | Q(ends_on__gt=today), person=OuterRef("pk"))
    free = Person.objects.filter(~Exists(posts), claimed_at=None)
    for some in batches(sorted(left)):
        left -= set(free.filter(pk__in=some).values_list("pk", flat=True))
    return left


def batches(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """Cut ``values`` into as many at a time as one statement may name."""
    for start in range(0, len(values), BATCH):
        yield values[start : start + BATCH]
