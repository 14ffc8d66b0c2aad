"""What a person's home reads."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet, Sum

from lms.audit import looks
from lms.audit.models import Entry
from lms.desk.rules import standing_of
from lms.jobs.models import Job
from lms.people.models import Person, Post
from lms.people.purposes import Purpose
from lms.people.scopes import Scope
from lms.records.models import LearningRecord

LOOKS_SHOWN = 5


def own_records(person: Person) -> QuerySet[LearningRecord]:
    """Return what ``person`` did, newest first. A reversal is shown with the record it reverses, not by itself."""
    return (
        LearningRecord.objects.visible_to(person)
        .filter(person=person, reverses=None)
        .select_related("activity", "workplace", "reversal")
        .order_by("-happened_at", "-pk")
    )


def add_standing(records: Iterable[LearningRecord]) -> None:
    """Give each of ``records`` (with their ``reversal`` selected) a ``standing``: does it count?"""
    for row in records:
        standing = standing_of(row.outcome, is_reversed=hasattr(row, "reversal"))
        row.standing = standing  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Earned:
    """What counts so far."""

    records: int
    minutes: int


def earned(person: Person) -> Earned:
    """Return the number and the minutes of the records that count for ``person``. One query."""
    counting = LearningRecord.objects.filter(person=person).standing().exclude(outcome=LearningRecord.Outcome.FAILED)
    sums = counting.aggregate(records=Count("pk"), minutes=Sum("minutes"))
    return Earned(sums["records"], sums["minutes"] or 0)


def own_posts(person: Person) -> QuerySet[Post]:
    """Return the posts of ``person``, the newest first."""
    return person.posts.select_related("workplace", "employer").order_by("-starts_on", "-pk")


def has_jobs(person: Person) -> bool:
    """Whether ``person`` ever asked for work in the background; doctors never do."""
    return Job.objects.visible_to(person).exists()


def last_looks_at(person: Person) -> QuerySet[Entry]:
    """Return the last times somebody looked at the data of ``person``."""
    return looks.looks_at(person)[:LOOKS_SHOWN]


@dataclass(frozen=True)
class Look:
    """One time somebody looked: when, who, what they did, and what for where they had to say it."""

    entry: Entry
    what: str
    purpose: str
    why: str


def told(entries: Iterable[Entry]) -> list[Look]:
    """Return ``entries`` of looks in words for the person concerned."""
    purposes: dict[str, Any] = dict(Purpose.choices)
    return [
        Look(each, looks.in_words(each), str(purposes.get(each.data.get("purpose", ""), "")), each.data.get("why", ""))
        for each in entries
    ]


def may_administer(person: Person) -> bool:
    """Whether ``person`` holds a role that works in the admin."""
    # Signing in reads it together with the person; asking the scope would cost the desk one more query.
    known: bool | None = getattr(person, "holds_role", None)
    return person.is_superuser or (not Scope.of(person).is_empty if known is None else known)
