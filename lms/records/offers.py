"""What people can do now that would end in a record. Apps register it with Wagtail's hook ``open_offers``.

A hook is a function ``(people, at) -> Iterable[tuple[int, Offer]]`` in the app's ``wagtail_hooks.py``: it is asked for
many people at once, answers in a number of queries that does not depend on how many they are, and names each offer
with the primary key of whom it is for.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from wagtail import hooks

HOOK = "open_offers"


@dataclass(frozen=True, kw_only=True)
class Part:
    """One record that taking up an offer would end in, if it goes well.

    :param kind: the kind of the activity, ``mode`` how it would be done, ``outcome`` how the record would end.
    :param minutes: whole minutes the record would be of.
    """

    activity_id: int
    kind: str
    mode: str
    outcome: str
    minutes: int


@dataclass(frozen=True, kw_only=True)
class Offer:
    """Something one person can take up now.

    :param kind: the kind of activity, for an icon or a word.
    :param url: a path inside this site that leads there.
    :param parts: the records it would end in; what the person has already is left out.
    :param starts_at: when it takes place; ``None`` where one may begin at any time.
    :param until: the moment from which it is no longer open; ``None`` where it stays.
    """

    kind: str
    title: str
    url: str
    parts: tuple[Part, ...]
    starts_at: datetime | None = None
    until: datetime | None = None

    @property
    def minutes(self) -> int:
        """How long it takes."""
        return sum(part.minutes for part in self.parts)


@dataclass
class Offers:
    """The offers of all apps by person."""

    by_person: dict[int, list[Offer]] = field(default_factory=dict)

    def to(self, person_id: int) -> list[Offer]:
        """Return what is open to one person."""
        return self.by_person.get(person_id, [])


def offers_to(people: Sequence[Any], at: datetime) -> Offers:
    """Return what the apps offer to each of ``people`` at ``at``."""
    found = Offers()
    makers: list[Callable[[Sequence[Any], datetime], Iterable[tuple[int, Offer]]]] = hooks.get_hooks(HOOK)
    for maker in makers:
        for person_id, offer in maker(people, at):
            found.by_person.setdefault(person_id, []).append(offer)
    return found
