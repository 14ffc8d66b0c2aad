"""What is on file about the people of an import: their open posts, their licences, who is on the roster."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from lms.people.models import Licence, Organisation, Post, Roster, RosterEntry

_BATCH = 10_000


@dataclass(frozen=True)
class Onto:
    """Which roster the rows go onto, as of which day, and whether people missing from the file leave it."""

    keeper: Organisation
    name: str
    as_of: date
    end_missing: bool = False


class OpenPost(NamedTuple):
    """A post somebody holds now."""

    pk: int
    workplace: int
    workplace_name: str
    kind: str
    title: str
    department: str
    starts_on: date


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


def open_posts(people: Sequence[int]) -> dict[int, list[OpenPost]]:
    """Return the posts that people hold now, by person; whoever holds none is left out."""
    columns = ("person", "pk", "workplace", "workplace__name", "kind", "title", "department", "starts_on")
    by_person: dict[int, list[OpenPost]] = {}
    for start in range(0, len(people), _BATCH):
        rows = Post.objects.filter(ends_on=None, person__in=people[start : start + _BATCH]).values_list(*columns)
        for person, *row in rows:
            by_person.setdefault(person, []).append(OpenPost(*row))
    return by_person


def licences_of(people: Sequence[int]) -> dict[int, list[HeldLicence]]:
    """Return the licences people hold, by person; whoever holds none is left out."""
    by_person: dict[int, list[HeldLicence]] = {}
    for start in range(0, len(people), _BATCH):
        rows = Licence.objects.filter(person__in=people[start : start + _BATCH])
        for person, pk, kind, number in rows.values_list("person", "pk", "kind", "number"):
            by_person.setdefault(person, []).append(HeldLicence(pk, kind, number))
    return by_person
