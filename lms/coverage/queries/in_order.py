"""The people behind a figure of a province or a city, county by county: any page of them, without the pages before it.

How many there are in each county is among the figures that are kept. So a page is found however far down it is, and of
a day that has an outline only the people of its counties need to be counted for it.
"""

from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Any

from django.core.paginator import Paginator
from django.db.models import F, Q, QuerySet

from lms.coverage.models import MEASURES, NodeFigure, RollUp, Standing
from lms.coverage.queries import rollups
from lms.coverage.queries.nodes import nodes_of
from lms.coverage.queries.place import Place
from lms.coverage.queries.rollup_choices import Which
from lms.coverage.rules import Measured
from lms.people.models import Division
from lms.people.scopes import Scope

A_PAGE = 50
# What the lines say beyond those of other lists.
COUNTY = ("county__name",)


@dataclass(frozen=True)
class Leaf:
    """A page of the people behind a figure, as an address asks for it: of those of one group, or of all of them."""

    which: str = Which.DUE
    dimension: str = ""
    value: str = ""
    page: str = ""


class InOrder:
    """The list that ``leaf`` is a page of. It is read where somebody looks, as a paginator reads a list."""

    def __init__(self, figures: RollUp, standings: RollUp, place: Place, leaf: Leaf, scope: Scope) -> None:
        """Take the numbers from one roll-up and the people from another, or the same.

        :param place: one that is :func:`~lms.coverage.queries.place.is_wide`.
        """
        self.figures, self.standings, self.place, self.leaf, self.scope = figures, standings, place, leaf, scope

    def count(self) -> int:
        """Return how many people there are in all."""
        return sum(self._parts.values())

    def __getitem__(self, wanted: slice) -> QuerySet[Standing]:
        """Return some who follow one another, as the lines of a list of people."""
        counties, before = self._counties(wanted.start, wanted.stop)
        there = Q(county__in=[each for each in counties if each])
        if None in counties:
            there |= Q(county=None)
        leaf = self.leaf
        found = rollups.people(self.standings, self.place, leaf.which, leaf.dimension, leaf.value, self.scope)
        inside = found.filter(there).order_by(F("county").asc(nulls_last=True), "town", "workplace", "person")
        return rollups.named(inside, *COUNTY)[wanted.start - before : wanted.stop - before]

    @cached_property
    def areas(self) -> list[Division | None]:
        """Where the people of the page work: counties, and ``None`` for whoever works in no county."""
        listed: Any = self
        page = Paginator(listed, A_PAGE).get_page(self.leaf.page)
        counties, _before = self._counties(page.start_index() - 1, page.end_index())
        known = Division.objects.in_bulk([each for each in counties if each])
        return [known.get(each) for each in counties]

    @property
    def is_there(self) -> bool:
        """Whether everybody who works there is counted."""
        kept = self.standings
        return all(kept.day and (kept.holds(each) if each else not kept.is_partial) for each in self.areas)

    @cached_property
    def _parts(self) -> dict[int | None, int]:
        """How many people are in each county, in the order of the list; and then in none. Two queries."""
        whole = self.place.division
        inside = {f"{whole.level}__in": self.place.rows} if whole else {}
        counties = Division.objects.filter(level=Division.Level.COUNTY, **inside).order_by("pk")
        own, below = nodes_of(self.place, self.scope), list(counties.values_list("pk", flat=True))
        group = {"dimension": self.leaf.dimension, "value": self.leaf.value}
        rows = NodeFigure.objects.filter(roll_up=self.figures.pk, node__in=[*own, *below], **group)
        # A figure has the name under which its people are asked for.
        name = Which(self.leaf.which).value
        numbers = {node: getattr(Measured(*row), name) for node, *row in rows.values_list("node", *MEASURES)}
        parts: dict[int | None, int] = {each: numbers[each] for each in below if each in numbers}
        parts[None] = sum(numbers.get(node, 0) for node in own) - sum(parts.values())
        return parts

    def _counties(self, first: int, stop: int) -> tuple[list[int | None], int]:
        """Return where those from ``first`` to ``stop`` work, and how many are before the first of these counties."""
        ends = list(accumulate(self._parts.values()))
        bounds = zip(self._parts, [0, *ends], ends, strict=False)
        found = [(county, begin) for county, begin, end in bounds if begin < stop and end > first and begin < end]
        return [county for county, _begin in found], found[0][1] if found else 0
