"""What people's records earn under a book of rules, worked out from nothing."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from certificates.credits.models import EARNING, CreditLine, CreditLineQuerySet, RuleSet
from certificates.credits.queries.book import Book, Doing
from certificates.credits.rules import Account, Award, Claim
from lms.records.models import LearningRecord, LearningRecordQuerySet


@dataclass(frozen=True)
class Years:
    """Calendar years, both ends included; no last one is all that come."""

    first: int
    last: int | None = None

    @classmethod
    def of(cls, days: Iterable[date]) -> "Years":
        """Return the years from the first to the last of ``days``, of which there is one at least."""
        years = [day.year for day in days]
        return cls(min(years), max(years))

    @classmethod
    def touched_by(cls, sets: Sequence[RuleSet], *, cut: Sequence[RuleSet] = ()) -> "Years":
        """Return the years in which ``sets`` are valid, and those that sets ``cut`` short by them lose."""
        ends = [each.valid_to for each in (*sets, *cut)]
        first = min(each.valid_from.year for each in sets)
        return cls(first, max(end.year for end in ends if end) if all(ends) else None)

    def records(self, people: Any = None) -> LearningRecordQuerySet:
        """Return the standing records of these years that may earn, of ``people`` or of everybody."""
        found = self.everything().standing().filter(outcome__in=EARNING)
        return found if people is None else found.filter(person__in=people)

    def everything(self) -> LearningRecordQuerySet:
        """Return all records of these years, reversals and reversed ones too."""
        found = LearningRecord.objects.filter(happened_at__gte=_new_year(self.first))
        return found if self.last is None else found.filter(happened_at__lt=_new_year(self.last + 1))

    def lines(self, people: Any = None) -> CreditLineQuerySet:
        """Return the lines of these years, reversals and reversed ones too, of ``people`` or of everybody."""
        found = CreditLine.objects.filter(earned_on__gte=date(self.first, 1, 1))
        if self.last is not None:
            found = found.filter(earned_on__lte=date(self.last, 12, 31))
        return found if people is None else found.filter(person__in=people)


def _new_year(year: int) -> datetime:
    return timezone.make_aware(datetime.combine(date(year, 1, 1), time.min))


# Person, authority, year.
Key = tuple[int, str, int]


def reckon(book: Book, people: Sequence[int], years: Years) -> dict[Key, list[Award]]:
    """Return what the records of ``people`` in ``years`` earn under ``book``. One query, none where nobody pays.

    Records are taken in the order in which things happened, then in the order in which they were written: this, and
    not the moment they became known, decides which of them goes first under a cap.
    """
    return _reckoned(book, people, years)[0]


def accounts(book: Book, person_id: int, year: int) -> defaultdict[str, Account]:
    """Return how full one person's year is under each authority of ``book``. One query."""
    kept = _reckoned(book, [person_id], Years(year, year))[1]
    return defaultdict(Account, {authority: each for (_person, authority, _year), each in kept.items()})


def _reckoned(book: Book, people: Sequence[int], years: Years) -> tuple[dict[Key, list[Award]], dict[Key, Account]]:
    awards: defaultdict[Key, list[Award]] = defaultdict(list)
    kept: defaultdict[Key, Account] = defaultdict(Account)
    for person, authority, claim in _claims(book, people, years):
        key = (person, authority, claim.day.year)
        award = kept[key].add(claim)
        if award:
            awards[key].append(award)
    return awards, kept


def _claims(book: Book, people: Sequence[int], years: Years) -> Iterator[tuple[int, str, Claim]]:
    if not book.sets:
        return
    # Asked for once: there are many records to a person.
    zone = timezone.get_current_timezone()
    rows = years.records(people).order_by("happened_at", "pk")
    # A record of several days says so in its evidence.
    for pk, person, happened_at, activity, minutes, *asked, days in rows.values_list(
        "pk", "person_id", "happened_at", "activity_id", "minutes",
        "activity__kind", "role", "mode", "outcome", "post_kind", "post_title", "evidence__days",
    ):  # fmt: skip
        day = happened_at.astimezone(zone).date()
        doing = Doing._make([*asked, days or 1])
        for each in book.on(day):
            if found := each.find(doing):
                yield person, each.authority, Claim(pk, activity, day, minutes, found[1])
