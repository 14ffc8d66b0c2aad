"""How far people are with what a class asks for, worked out from standing records.

The database says of every record which requirements it counts for, in one query a class; one pass in the order
things happened then tells not only how much there is but when it became enough. Requirements need not be saved:
what is being typed is measured by the same code as what is in force.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BigIntegerField, Case, ExpressionWrapper, Func, Q, QuerySet, Value, When
from django.db.models.expressions import RawSQL
from django.utils import timezone

from certificates.credits.models import CreditLine
from certificates.schemes.models import GOOD_OUTCOMES, Cohort, Level, Requirement
from certificates.schemes.queries.asked import periods_of
from certificates.schemes.rules import Reached
from lms.records.models import Activity, LearningRecord
from lms.records.reversing import taken_back

# A whole number of the database has room for so many requirements.
_AT_ONCE = 60

Values = dict[int, list[Reached]]
Period = tuple[datetime, datetime]


class _Bare(Func):
    """An instant that no driver turns into an object: its text on SQLite, its microseconds on PostgreSQL."""

    template = "(extract(epoch from %(expressions)s) * 1000000)::bigint"
    arity = 1

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return super().as_sql(compiler, connection, template="(+%(expressions)s)", **extra)


def outcomes_of(requirement: Requirement) -> list[str]:
    """Return the outcomes that count: the one asked for, a pass for a pass, otherwise any good one."""
    if requirement.outcome:
        return [requirement.outcome]
    if requirement.measure == Requirement.Measure.PASS:
        return [LearningRecord.Outcome.PASSED]
    return [str(outcome) for outcome in GOOD_OUTCOMES]


def levels_from(level: Level) -> list[str]:
    """Return the words of the scale of ``level`` that are at least as good. One query."""
    better = Level.objects.filter(scale=level.scale, rank__gte=level.rank)
    return list(better.order_by("rank").values_list("name", flat=True))


def counts_once(requirement: Requirement) -> bool:
    """Return whether a second record of the same activity adds nothing."""
    return requirement.measure == Requirement.Measure.COUNT and requirement.each_activity_once


def counting(requirement: Requirement, period: Period) -> Q:
    """Return the condition on standing records that count for ``requirement`` between the instants of ``period``."""
    return _all(_tests(requirement, period).values())


def _all(tests: Iterable[Q]) -> Q:
    together = Q()
    for each in tests:
        together &= each
    return together


def _tests(requirement: Requirement, period: Period) -> dict[str, Q]:
    """Return what a record that counts must pass, each test under a name of its own."""
    filters: dict[str, Any] = {
        "activity__kind": requirement.activity_kind,
        "activity": requirement.activity_id,
        "mode": requirement.mode,
        "score_hundredths__gte": requirement.min_score_hundredths,
    }
    # In this order the database asks them: what rules out most records first.
    tests = {name: Q(**{name: value}) for name, value in filters.items() if value not in {None, ""}}
    if requirement.subject_id:
        tagged = Activity.subjects.through.objects.filter(subject=requirement.subject_id)
        tests["subject"] = Q(activity__in=tagged.values("activity"))
    if requirement.level:
        tests["level"] = _at_level(requirement.level)
    since, before = period
    return tests | {
        "outcome": Q(outcome__in=sorted(outcomes_of(requirement))),
        "role": Q(role__in=[requirement.role]),
        "period": Q(happened_at__gte=since, happened_at__lt=before),
    }


def _at_level(level: Level) -> Q:
    reached = Q(evidence__level__in=levels_from(level))
    if level.from_score_hundredths is not None:
        reached |= Q(score_hundredths__gte=level.from_score_hundredths)
    return reached


def values_of(asked: Sequence[Requirement], cohort: Cohort, people: Any, *, until: datetime | None = None) -> Values:
    """Return what each of ``people`` (ids, or a queryset of ids) has reached, in the order of ``asked``.

    Groups stay at nothing: :func:`certificates.schemes.rules.roll_up` counts their parts. Who has nothing is absent.
    One query for what is measured in records, one more for what is measured in credits.

    :param until: what happened from then on does not count; ``None`` is no limit but those of ``asked``.
    """
    periods = periods_of(asked, cohort, until)
    leaves = [index for index, each in enumerate(asked) if not each.is_group]
    measured = [index for index in leaves if asked[index].measure != Requirement.Measure.CREDITS]
    credited = [index for index in leaves if asked[index].measure == Requirement.Measure.CREDITS]
    found: Values = {}
    whose = _written(people) if isinstance(people, Sequence) else people
    for indices, rows in ((measured, _records), (credited, _lines)):
        for start in range(0, len(indices), _AT_ONCE):
            some = indices[start : start + _AT_ONCE]
            tests = [_tests(asked[index], periods[index]) for index in some]
            shared = {name: test for name, test in tests[0].items() if all(one.get(name) == test for one in tests)}
            common = {**_around([asked[index] for index in some], [periods[index] for index in some]), **shared}
            # What all of them ask is asked once a record, and not once for each.
            conditions = [
                _all(test for name, test in one.items() if name not in shared and test != common.get(name))
                for one in tests
            ]
            around = _all(common.values())
            tallies = [_Tally(index, asked[index]) for index in some]
            _add_up(found, rows(asked, some, conditions, around, whose), tallies, len(asked))
    return found


def _written(ids: Sequence[int]) -> RawSQL:
    """Return whole numbers as part of the statement: the driver takes longer to bind thousands than we to read them."""
    return RawSQL(",".join(str(int(each)) for each in ids) or "NULL", ())  # noqa: S611 whole numbers only


def _around(asked: Sequence[Requirement], periods: Sequence[Period]) -> dict[str, Q]:
    """Return what all records have in common that count for any of ``asked``: it keeps the others in the database."""
    since, before = min(since for since, _before in periods), max(before for _since, before in periods)
    outcomes = {outcome for each in asked for outcome in outcomes_of(each)}
    common = {
        "outcome": Q(outcome__in=sorted(outcomes)),
        "role": Q(role__in=sorted({each.role for each in asked})),
        "period": Q(happened_at__gte=since, happened_at__lt=before),
    }
    kinds = {each.activity_kind for each in asked}
    return common if "" in kinds else {"activity__kind": Q(activity__kind__in=sorted(kinds)), **common}


def _mask(conditions: Sequence[Q]) -> Any:
    """Return the number whose bits say which of ``conditions`` a row fulfils."""
    bits: list[Any] = [
        Case(When(each, then=Value(1 << bit)), default=Value(0)) if each else Value(1 << bit)
        for bit, each in enumerate(conditions)
    ]
    total = bits[0]
    for each in bits[1:]:
        total = total + each
    return total


def _records(_asked: Any, _some: Any, conditions: list[Q], around: Q, people: Any) -> QuerySet[Any, Any]:
    records = LearningRecord.objects.standing().filter(around, person__in=people)
    return (
        records.annotate(mask=_typed(_mask(conditions)), moment=_Bare("happened_at"))
        .order_by("person", "happened_at", "pk")
        .values_list("person_id", "moment", "activity_id", "minutes", "mask")
    )


def _lines(
    asked: Sequence[Requirement], some: list[int], conditions: list[Q], around: Q, people: Any
) -> QuerySet[Any, Any]:
    paid = [
        (_of_record(condition) if condition else Q())
        & (Q(authority=asked[index].authority) if asked[index].authority else Q())
        for index, condition in zip(some, conditions, strict=True)
    ]
    counted = CreditLine.objects.standing().filter(~taken_back(LearningRecord, "record"), record__reverses=None)
    lines = counted.filter(_of_record(around), person__in=people)
    return (
        lines.annotate(mask=_typed(_mask(paid)), moment=_Bare("record__happened_at"))
        .order_by("person", "record__happened_at", "pk")
        .values_list("person_id", "moment", "record__activity_id", "hundredths", "mask")
    )


def _typed(expression: Any) -> Any:
    return ExpressionWrapper(expression, output_field=BigIntegerField())


def _of_record(condition: Q) -> Q:
    """Return a condition on records as one on the credit lines they earned."""
    children: list[Any] = []
    for child in condition.children:
        if isinstance(child, Q):
            children.append(_of_record(child))
        else:
            name, value = cast(tuple[str, Any], child)
            children.append((f"record__{name}", value))
    return Q(*children, _connector=condition.connector, _negated=condition.negated)


@dataclass(slots=True)
class _Tally:
    """One requirement while the records of one person pass by."""

    index: int
    asked: Requirement
    total: int = 0
    met_at: Any = None
    seen: set[Any] = field(default_factory=set)
    target: int = 0
    sums: bool = False
    by_day: bool = False
    once: bool = False

    def __post_init__(self) -> None:
        measures = Requirement.Measure
        self.target = self.asked.target
        self.sums = self.asked.measure in {measures.MINUTES, measures.CREDITS}
        self.by_day = self.asked.measure == measures.DAYS
        self.once = counts_once(self.asked)

    def add(self, moment: Any, activity: int, amount: int) -> None:
        if self.once or self.by_day:
            mark = _day(moment) if self.by_day else activity
            if mark in self.seen:
                return
            self.seen.add(mark)
        before = self.total
        self.total = before + amount if self.sums else before + 1
        if self.total >= self.target > before:
            self.met_at = moment

    def close(self) -> Reached:
        """Return what this person has reached, and be ready for the next."""
        reached = Reached(self.total, _instant(self.met_at))
        self.total, self.met_at = 0, None
        self.seen.clear()
        return reached


def _add_up(found: Values, rows: QuerySet[Any, Any], tallies: Sequence[_Tally], width: int) -> None:
    """Put what every person has reached into ``found``; ``rows`` come by person, then in the order things happened."""
    of_mask: dict[int, list[_Tally]] = {}
    current = None
    for person, moment, activity, amount, mask in _raw(rows):
        if person != current:
            _close(found, current, tallies, width)
            current = person
        if mask not in of_mask:
            of_mask[mask] = [tally for bit, tally in enumerate(tallies) if mask >> bit & 1]
        for tally in of_mask[mask]:
            tally.add(moment, activity, amount)
    _close(found, current, tallies, width)


def _close(found: Values, person: int | None, tallies: Iterable[_Tally], width: int) -> None:
    if person is None:
        return
    line = found.setdefault(person, [_NOTHING] * width)
    for tally in tallies:
        if tally.total:
            line[tally.index] = tally.close()


_NOTHING = Reached()


def _raw(rows: QuerySet[Any, Any]) -> Iterator[tuple[Any, ...]]:
    """Yield rows as the driver gives them: turning millions of instants into objects costs more than all the rest."""
    try:
        sql, params = rows.query.sql_with_params()
    except EmptyResultSet:
        return
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        while some := cursor.fetchmany(2000):
            yield from some


def _day(moment: Any) -> Any:
    """Return the local day of an instant as the driver gives it."""
    return timezone.localdate(_instant(moment))


def _instant(moment: Any) -> datetime | None:
    """Return an instant, as SQLite writes it or as the microseconds of PostgreSQL, in UTC."""
    if isinstance(moment, str):
        return datetime.fromisoformat(moment).replace(tzinfo=UTC)
    return moment and _EPOCH + timedelta(microseconds=moment)


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
