"""How far people are with a requirement, computed by the database from standing records."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import IntegerField, Min, Q, QuerySet, Value

from certificates.credits.models import CreditLine
from certificates.schemes.models import GOOD_OUTCOMES, Cohort, Requirement
from lms.records.models import LearningRecord

# A running total in the order things happened tells not only how much there is but when it became enough.
_RUNNING = """
WITH counted (person_id, moment, amount) AS ({inner}),
     running AS (
       SELECT person_id, moment, SUM(amount) OVER (PARTITION BY person_id ORDER BY moment) AS total FROM counted
     )
SELECT person_id, MAX(total), MIN(CASE WHEN total >= %s THEN moment END) FROM running GROUP BY person_id
"""


@dataclass(frozen=True)
class Reached:
    """What one person has reached: the value in the requirement's unit, and when the target was met."""

    value: int = 0
    met_at: datetime | None = None


def outcomes_of(requirement: Requirement) -> list[str]:
    """Return the outcomes that count: the one asked for, a pass for a pass, otherwise any good one."""
    if requirement.outcome:
        return [requirement.outcome]
    if requirement.measure == Requirement.Measure.PASS:
        return [LearningRecord.Outcome.PASSED]
    return [str(outcome) for outcome in GOOD_OUTCOMES]


def counting_records(requirement: Requirement, cohort: Cohort) -> QuerySet[LearningRecord]:
    """Return the standing records, of anybody, that pass the filters of ``requirement`` in ``cohort``'s period."""
    since, before = cohort.period(requirement)
    wanted = Q(happened_at__gte=since, happened_at__lt=before, role=requirement.role)
    wanted &= Q(outcome__in=outcomes_of(requirement))
    filters: dict[str, Any] = {
        "activity__kind": requirement.activity_kind,
        "activity__subjects": requirement.subject_id,
        "activity": requirement.activity_id,
        "mode": requirement.mode,
        "score_hundredths__gte": requirement.min_score_hundredths,
    }
    wanted &= Q(**{name: value for name, value in filters.items() if value not in {None, ""}})
    return LearningRecord.objects.standing().filter(wanted)


def requirement_values(requirement: Requirement, cohort: Cohort, people: Any) -> dict[int, Reached]:
    """Return what each of ``people`` (ids, or a queryset of ids) has reached; who has nothing is absent. One query."""
    try:
        inner, params = _amounts(requirement, cohort, people).query.sql_with_params()
    except EmptyResultSet:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_RUNNING.format(inner=inner), [*params, requirement.target])
        return {person: Reached(int(total), _instant(moment)) for person, total, moment in cursor.fetchall()}


def _amounts(requirement: Requirement, cohort: Cohort, people: Any) -> QuerySet[Any, Any]:
    """Return rows of person, instant and amount, in this order."""
    records = counting_records(requirement, cohort).filter(person__in=people)
    one = Value(1, output_field=IntegerField())
    if requirement.measure == Requirement.Measure.CREDITS:
        lines = CreditLine.objects.standing().filter(record__in=records)
        if requirement.authority:
            lines = lines.filter(authority=requirement.authority)
        return lines.values_list("person_id", "record__happened_at", "hundredths")
    if requirement.measure == Requirement.Measure.MINUTES:
        return records.values_list("person_id", "happened_at", "minutes")
    if requirement.measure == Requirement.Measure.COUNT and requirement.each_activity_once:
        first = records.values("person_id", "activity_id").annotate(moment=Min("happened_at"), amount=one)
        return first.values_list("person_id", "moment", "amount")
    return records.annotate(amount=one).values_list("person_id", "happened_at", "amount")


def _instant(moment: Any) -> datetime | None:
    """Return an instant as PostgreSQL gives it or as SQLite writes it, in UTC."""
    if isinstance(moment, str):
        return datetime.fromisoformat(moment).replace(tzinfo=UTC)
    return moment  # type: ignore[no-any-return]
