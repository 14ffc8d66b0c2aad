"""What people earned year by year, and what they carry from one into the next."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db.models import Sum
from django.db.models.functions import ExtractYear

from certificates.credits.carrying import Carry, carried_into
from certificates.credits.models import CreditLine, RuleSet

# Person, authority.
_Key = tuple[int, str]


@dataclass
class Earnings:
    """The credit of some people, by authority and year, in hundredths; and which of it rests on confirmed rules."""

    by_year: defaultdict[_Key, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    doubtful: set[tuple[int, str, int]] = field(default_factory=set)

    def in_year(self, person: int, authority: str, year: int) -> int:
        """Return what ``person`` earned in ``year``."""
        return self.by_year[person, authority].get(year, 0)

    def years(self, person: int) -> list[int]:
        """Return the years in which ``person`` earned anything, the newest first."""
        own = [sums for (who, _authority), sums in self.by_year.items() if who == person]
        return sorted({year for sums in own for year in sums}, reverse=True)

    def authorities(self, person: int, year: int) -> set[str]:
        """Return who paid ``person`` in ``year``."""
        return {authority for (who, authority), sums in self.by_year.items() if who == person and sums.get(year)}


def earnings(people: Iterable[Any]) -> Earnings:
    """Return what ``people`` earned in all their years. One query."""
    found = Earnings()
    sums = (
        CreditLine.objects.filter(person__in=people)
        .values_list("person", "authority", ExtractYear("earned_on"), "rule__confirmed")
        .annotate(total=Sum("hundredths"))
        .order_by()
    )
    for person, authority, year, confirmed, total in sums:
        if total:
            years = found.by_year[person, authority]
            years[year] = years.get(year, 0) + total
            if not confirmed:
                found.doubtful.add((person, authority, year))
    return found


def carry_terms(sets: Iterable[RuleSet], *, until: int) -> dict[str, dict[int, Carry]]:
    """Return what each authority's sets in force say of each year up to ``until``: the last set of a year stands."""
    asked: defaultdict[str, dict[int, Carry]] = defaultdict(dict)
    for each in sorted(sets, key=lambda one: one.valid_from):
        terms = Carry(
            required=each.asked.total or None,
            limit=each.carry_over_hundredths or 0,
            years=1 if each.carry_over_years is None else each.carry_over_years,
        )
        last = until if each.valid_to is None else min(until, (each.valid_to - timedelta(days=1)).year)
        for year in range(each.valid_from.year, last + 1):
            asked[each.authority][year] = terms
    return asked


def carried(person: int, authority: str, year: int, earned: Earnings, asked: Mapping[str, Mapping[int, Carry]]) -> int:
    """Return what ``person`` carried into ``year`` under ``authority``, in hundredths."""
    return carried_into(year, earned.by_year[person, authority], asked.get(authority, {}))


def sets_in_force() -> list[RuleSet]:
    """Return the sets in force, of all authorities and periods. One query."""
    return list(RuleSet.objects.in_force())
