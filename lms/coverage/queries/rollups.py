"""The figures of a programme as they are kept: a page reads a few rows, however many records there are.

A ``roll_up`` holds those that go on, or those of a day that is over; one that is not in the database holds nothing.
A ``place`` comes from :func:`lms.coverage.queries.place_of`, which refuses what the viewer may not see. Everywhere a
viewer may look (``Place()``) depends on whose area it is, so there the ``viewer`` is named.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.db.models import CharField, Count, F, IntegerField, Q, QuerySet, Sum
from django.db.models.functions import Cast

from lms.coverage.models import MEASURES, NodeFigure, RollUp, Standing
from lms.coverage.queries.nodes import WHOLE, Line, lines_below, nodes_of, standing_at
from lms.coverage.queries.place import Place, Reader
from lms.coverage.queries.rollup_choices import Which
from lms.coverage.rules import Measured, Spread, spread_of

_Dimension = NodeFigure.Dimension
# By dimension, the column of a standing that it looks at.
_COLUMNS = {
    _Dimension.INSTITUTION_KIND: "institution_kind",
    _Dimension.POST: "post_kind",
    _Dimension.TITLE: "post_title",
    _Dimension.AGE: "age_band",
    _Dimension.SEX: "sex",
    _Dimension.MONTH: "covered_month",
}
# What a list says of each person, in columns: whole people and institutions take longer to load than to find.
_SHOWN = (
    *("person_id", "person__name", "person__id_number_sealed", "workplace__name", "post_kind", "post_title"),
    *("started_at", "covered_at", "deadline_on", "is_overdue", "on_leave", "minutes", "credits_hundredths"),
)
_CONDITIONS = {
    Which.DUE: Q(),
    Which.STARTED: Q(started_at__isnull=False),
    Which.COVERED: Q(covered_at__isnull=False),
    Which.OPEN: Q(covered_at=None),
    Which.OVERDUE: Q(is_overdue=True),
    Which.ON_LEAVE: Q(on_leave=True),
}
# What is added up at a place, of its people.
_SUMS = {
    "due_sum": Count("pk"),
    **{
        f"{which}_sum": Count("pk", filter=_CONDITIONS[which])
        for which in (Which.STARTED, Which.COVERED, Which.OVERDUE, Which.ON_LEAVE)
    },
    "minutes_sum": Sum("minutes"),
    "credits_hundredths_sum": Sum("credits_hundredths"),
}


def node(roll_up: RollUp, place: Place, viewer: Reader | None = None) -> Measured:
    """Return the figures of ``place`` as a whole. One query; all zero where nobody is due."""
    return _sum(_figures(roll_up, place, viewer).filter(dimension=_Dimension.TOTAL))


def below(roll_up: RollUp, place: Place, viewer: Reader) -> list[Line]:
    """Return what lies directly below ``place``: its divisions, then the institutions in none of them.

    Divisions with nobody due are part of the answer; they stand with zeros.
    """
    return lines_below(roll_up, place, viewer)[1]


def tree(roll_up: RollUp, place: Place, viewer: Reader) -> tuple[Measured, list[Line]]:
    """Return the figures of ``place`` as a whole, and of what lies directly :func:`below` it."""
    return lines_below(roll_up, place, viewer, own=nodes_of(place, viewer))


def breakdown(
    roll_up: RollUp, place: Place, dimension: str, viewer: Reader | None = None
) -> list[tuple[str, Measured]]:
    """Return the figures of ``place`` by the values of ``dimension``, in the order of the values.

    One query, and one more where the place is or has institutions of its own: their groups are few people, who are
    counted now.
    """
    nodes = nodes_of(place, viewer)
    divisions, institutions = [each for each in nodes if each >= WHOLE], [-each for each in nodes if each < WHOLE]
    found: dict[str, Measured] = defaultdict(Measured)
    if divisions:
        kept = NodeFigure.objects.filter(roll_up=roll_up.pk, node__in=divisions, dimension=dimension)
        for value, *row in kept.values_list("value", *MEASURES):
            found[value] += Measured(*row)
    if institutions:
        for value, measured in _counted(roll_up, institutions, dimension):
            found[value] += measured
    return sorted((value, measured) for value, measured in found.items() if measured.due)


def months(roll_up: RollUp, place: Place, viewer: Reader | None = None) -> list[tuple[date, int]]:
    """Return how many were covered in each month, as its first day; from the programme's first to the last so far.

    Months without anybody are there with 0. Who was covered before the programme began opens the list earlier.
    """
    found = {
        date.fromisoformat(f"{value}-01"): measured.covered
        for value, measured in breakdown(roll_up, place, _Dimension.MONTH, viewer)
        if value
    }
    programme = roll_up.programme
    until = min(roll_up.day or programme.starts_on, programme.ends_on)
    first = min([programme.starts_on, *found])
    return [(month, found.get(month, 0)) for month in _months(first, max([until, *found]))]


def credits(roll_up: RollUp, place: Place, viewer: Reader | None = None) -> Spread | None:
    """Return the median and the quartiles of the credits of everybody due; ``None`` where nobody is."""
    rows = breakdown(roll_up, place, _Dimension.CREDITS, viewer)
    return spread_of({int(value): measured.due for value, measured in rows})


def spreads(
    roll_up: RollUp, place: Place, dimensions: Sequence[str], viewer: Reader | None = None
) -> dict[tuple[str, str], Spread]:
    """Return the spread of the credits of every group of people, by dimension and value. One query over the people."""
    columns = [_COLUMNS[_Dimension(each)] for each in dimensions]
    rows: Any = people(roll_up, place, viewer=viewer).annotate(whole_credits=_whole_credits())
    bins: dict[tuple[str, str], Counter[int]] = defaultdict(Counter)
    for *values, credits_each, number in rows.values_list(*columns, "whole_credits").annotate(n=Count("pk")).order_by():
        for key in zip(dimensions, values, strict=True):
            bins[key][credits_each] += number
    found = {key: spread_of(counted) for key, counted in bins.items()}
    return {key: spread for key, spread in found.items() if spread}


def people(
    roll_up: RollUp,
    place: Place,
    which: str = Which.DUE,
    dimension: str = "",
    value: str = "",
    viewer: Reader | None = None,
) -> QuerySet[Standing]:
    """Return the standings of exactly the people behind a figure."""
    found = Standing.objects.filter(standing_at(roll_up, place, viewer), _CONDITIONS[Which(which)])
    return found.alias(group=_group(dimension)).filter(group=value) if dimension else found


def named(found: QuerySet[Standing], *more: str) -> QuerySet[Standing, Any]:
    """Return standings as the lines of a list of people, with ``more`` of what they are annotated with."""
    return found.values_list(*_SHOWN, *more, named=True)


def _whole_credits() -> Cast:
    # Whole numbers divide to a whole number on both databases.
    return Cast(F("credits_hundredths") / 100, IntegerField())


def _group(dimension: str) -> F | Cast:
    """Return the expression for the value of ``dimension`` that a standing counts for."""
    if dimension == _Dimension.CREDITS:
        return Cast(_whole_credits(), CharField())
    return F(_COLUMNS[_Dimension(dimension)])


def _counted(roll_up: RollUp, institutions: Sequence[int], dimension: str) -> Iterator[tuple[str, Measured]]:
    """Yield the figures of ``institutions`` by the values of ``dimension``, counted from the people there."""
    here: Any = Standing.objects.filter(roll_up=roll_up.pk, workplace__in=institutions).values(group=_group(dimension))
    for row in here.annotate(**_SUMS).order_by():
        if row["group"] or dimension != _Dimension.MONTH:
            yield row["group"], Measured(*(int(row[f"{name}_sum"]) for name in MEASURES))


def _figures(roll_up: RollUp, place: Place, viewer: Reader | None) -> QuerySet[NodeFigure]:
    return NodeFigure.objects.filter(roll_up=roll_up.pk, node__in=nodes_of(place, viewer))


def _sum(rows: QuerySet[NodeFigure]) -> Measured:
    """Return the sum of figures: of one row mostly, so that asking the database to add up is the longer way."""
    return sum((Measured(*row) for row in rows.values_list(*MEASURES)), Measured())


def _months(first: date, last: date) -> Iterator[date]:
    month = first.replace(day=1)
    while month <= last:
        yield month
        month = date(month.year + month.month // 12, month.month % 12 + 1, 1)
