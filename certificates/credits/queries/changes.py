"""What putting a draft in force would change."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Case, Count, F, Max, QuerySet, When

from certificates.credits.models import CreditLineQuerySet, CreditRule, RuleChange, RuleChangeRow, RuleSet
from certificates.credits.queries.book import Book, book_with, succession
from certificates.credits.queries.reckoning import Years, reckon
from certificates.credits.rules import in_credits


@dataclass(frozen=True)
class Reach:
    """The authority and the years that a draft touches, and its book."""

    authority: str
    years: Years
    book: Book

    @classmethod
    def of(cls, draft: RuleSet) -> "Reach":
        """Return what ``draft`` would touch if it came into force now."""
        after = succession(draft)
        years = Years.touched_by([draft, *after.retires], cut=after.ends)
        return cls(draft.authority, years, book_with(draft))

    def lines(self, people: Any = None) -> CreditLineQuerySet:
        """Return the authority's lines in these years."""
        return self.years.lines(people).filter(authority=self.authority)

    def people(self) -> list[int]:
        """Return the ids of everybody with a record or a line there, in order. Two queries."""
        with_records = self.years.records().order_by().values_list("person", flat=True).distinct()
        with_lines = self.lines().order_by().values_list("person", flat=True).distinct()
        return sorted({*with_records, *with_lines})


@dataclass(frozen=True)
class Difference:
    """One person's credit in the years touched, in hundredths."""

    person_id: int
    before: int
    after: int


def differences(reach: Reach, people: Sequence[int]) -> Iterator[Difference]:
    """Return before and after of each of ``people`` with any line before or after. Two queries."""
    before: dict[int, int] = {}
    for person, hundredths in reach.lines(people).standing().values_list("person", "hundredths"):
        before[person] = before.get(person, 0) + hundredths
    after: defaultdict[int, int] = defaultdict(int)
    for (person, _authority, _year), awards in reckon(reach.book, people, reach.years).items():
        after[person] += sum(award.hundredths for award in awards)
    for person in sorted({*before, *after}):
        yield Difference(person, before.get(person, 0), after[person])


def world_of(draft: RuleSet) -> str:
    """Return a fingerprint of all that a report on ``draft`` rests on: records, lines and rules.

    Records and lines only grow, so the newest of each and their number in the years concerned tell whether there are
    others; the number, because one that was written before the newest may have been committed after it.
    """
    reach = Reach.of(draft)
    grown = {"newest": Max("pk"), "number": Count("pk")}
    every, lines = reach.years.everything().aggregate(**grown), reach.lines().aggregate(**grown)
    sets = RuleSet.objects.in_force().filter(authority=draft.authority).order_by("pk")
    said = [every, lines, list(sets.values_list("pk", "valid_from", "valid_to")), _content(draft)]
    return hashlib.sha256(json.dumps(said, cls=DjangoJSONEncoder, sort_keys=True).encode()).hexdigest()


def _content(draft: RuleSet) -> list[Any]:
    own = RuleSet.objects.filter(pk=draft.pk).values().first()
    return [own, list(CreditRule.objects.filter(rule_set=draft).order_by("position", "pk").values())]


@dataclass(frozen=True)
class ReportRow:
    """One line of the report as it is shown."""

    person_id: int
    name: str
    before: str
    after: str
    difference: str
    is_less: bool


def report_rows(change: RuleChange) -> QuerySet[RuleChangeRow]:
    """Return the people of ``change``: who loses most first, then who gains, and last those for whom all stays."""
    rows = RuleChangeRow.objects.filter(change=change).select_related("person")
    stays = Case(When(after_hundredths=F("before_hundredths"), then=1), default=0)
    return rows.order_by(stays, F("after_hundredths") - F("before_hundredths"), "person__name", "person")


def in_figures(row: RuleChangeRow) -> ReportRow:
    """Return ``row`` as it is shown."""
    difference = row.difference_hundredths
    return ReportRow(
        row.person_id,
        row.person.name,
        in_credits(row.before_hundredths),
        in_credits(row.after_hundredths),
        f"+{in_credits(difference)}" if difference > 0 else in_credits(difference),
        difference < 0,
    )
