"""The roll-up: due and covered by city, county, town and institution, in a few grouped queries."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, F, IntegerField, When

from lms.coverage.queries.place import Place, area
from lms.coverage.queries.question import Question
from lms.coverage.rules import Figures
from lms.people.models import Division, Organisation

# Figures by division and institution; one of the two is known.
Counted = dict[tuple[int | None, int | None], Figures]


@dataclass(frozen=True)
class Row:
    """One line of the table: a place directly below, and its figures."""

    place: Place
    figures: Figures


@dataclass(frozen=True)
class Table:
    """The lines below a place and their total, which is the figure of the place itself."""

    rows: list[Row]
    total: Figures


def table(question: Question, place: Place) -> Table:
    """Return the figures of what lies directly below ``place``: its divisions, then institutions in none of them."""
    counted = _counts(question, place)
    rows = _divisions(question, place, counted) + _institutions(counted)
    return Table(rows, sum((row.figures for row in rows), Figures()))


def figures(question: Question, place: Place) -> Figures:
    """Return the figures of ``place`` alone."""
    counted = question.due().filter(place.reach()).aggregate(**_measures(question))
    return Figures(counted["number_due"], counted["number_covered"])


def by_institution(question: Question, place: Place) -> dict[int, Figures]:
    """Return the figures of every institution of ``place`` where somebody is due, by its number. One query."""
    grouped: Any = question.due().filter(place.reach()).values("workplace").annotate(**_measures(question)).order_by()
    return {each["workplace"]: Figures(each["number_due"], each["number_covered"]) for each in grouped}


def _measures(question: Question) -> dict[str, Count]:
    return {"number_due": Count("pk"), "number_covered": Count("pk", filter=question.covering())}


def _counts(question: Question, place: Place) -> Counted:
    direct = Case(When(area=None, then=F("workplace_id")), output_field=IntegerField())
    grouped: Any = (
        question.due()
        .filter(place.reach())
        .annotate(area=area(question.scope, place))
        .annotate(direct=direct)
        .values("area", "direct")
        .annotate(**_measures(question))
    )
    return {(each["area"], each["direct"]): Figures(each["number_due"], each["number_covered"]) for each in grouped}


def _divisions(question: Question, place: Place, counted: Counted) -> list[Row]:
    known = {pk: each for (pk, _direct), each in counted.items() if pk is not None}
    below = Division.objects.filter(pk__in=known)
    if place.division and place.division.level != Division.Level.TOWN:
        # Those with nobody due are part of the answer too.
        below |= place.division.children.on(question.as_of).exclude(level=Division.Level.VILLAGE)
    return [Row(Place(division=each), known.get(each.pk, Figures())) for each in below.order_by("code", "pk")]


def _institutions(counted: Counted) -> list[Row]:
    known = {pk: each for (_area, pk), each in counted.items() if pk is not None}
    institutions = Organisation.objects.filter(pk__in=known).order_by("name", "pk")
    return [Row(Place(organisation=each), known[each.pk]) for each in institutions]
