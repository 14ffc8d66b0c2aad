"""Keeping progress and completion true to the records."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from certificates.schemes.actions.life import note_settled
from certificates.schemes.models import Cohort, Progress, Requirement, Traineeship
from certificates.schemes.queries.asked import requirements_of
from certificates.schemes.queries.standing import PEOPLE_AT_ONCE, Standing, standings
from certificates.schemes.signals import completion_changed
from lms.audit.actions import record_each
from lms.kit.queue import announce
from lms.people.models import Person

_PEOPLE_AT_ONCE = 5000
_ROWS_AT_ONCE = 500
_UPSERT = """
INSERT INTO schemes_progress (traineeship_id, requirement_id, value, met_at, exemption_id, computed_at)
VALUES {rows}
ON CONFLICT (traineeship_id, requirement_id) DO UPDATE SET value = excluded.value, met_at = excluded.met_at,
    exemption_id = excluded.exemption_id, computed_at = excluded.computed_at
"""


def recompute(*, at: datetime, person_ids: Sequence[int] | None = None, cohort: Cohort | None = None) -> int:
    """Make progress and completion agree with the records; return how many completions changed.

    :param person_ids: only these people, in all their classes; ``None`` is everybody.
    :param cohort: only this class; ``None`` is all of them.
    """
    if person_ids is not None and len(person_ids) > _PEOPLE_AT_ONCE:
        parts = [person_ids[start : start + _PEOPLE_AT_ONCE] for start in range(0, len(person_ids), _PEOPLE_AT_ONCE)]
        return sum(recompute(at=at, person_ids=part, cohort=cohort) for part in parts)
    concerned = Traineeship.objects.active()
    if person_ids is not None:
        concerned = concerned.filter(person__in=person_ids)
    if cohort is not None:
        concerned = concerned.filter(cohort=cohort)
    cohorts = Cohort.objects.filter(pk__in=concerned.values("cohort")).order_by("pk")
    return sum(_recompute_class(each, concerned.filter(cohort=each), at) for each in cohorts)


def sweep(*, at: datetime) -> int:
    """Recompute every class that ended at most a year ago; a lost signal therefore delays and never loses."""
    lately = date(timezone.localdate(at).year - 1, 1, 1)
    return sum(recompute(cohort=cohort, at=at) for cohort in Cohort.objects.filter(ends_on__gte=lately))


@transaction.atomic
def _recompute_class(cohort: Cohort, concerned: Any, at: datetime) -> int:
    # Locked in one order: of two workers the later computes from what the earlier left, never from stale values.
    trainees = list(concerned.select_for_update().order_by("pk"))
    asked = requirements_of(cohort)
    changed: list[Traineeship] = []
    for start in range(0, len(trainees), PEOPLE_AT_ONCE):
        some = list(standings(asked, cohort, trainees[start : start + PEOPLE_AT_ONCE]))
        _write_progress(some, asked, at)
        changed += [each.traineeship for each in some if _settle(each.traineeship, each.completed_at)]
    Traineeship.objects.bulk_update(changed, ["state", "completed_at"], batch_size=1000)
    note_settled(changed, at=at)
    if changed:
        _write_down(cohort, changed, at)
        ids = [trainee.pk for trainee in changed]
        announce(completion_changed, traineeship_ids=ids, person_ids=[trainee.person_id for trainee in changed])
    return len(changed)


def _write_down(cohort: Cohort, changed: Sequence[Traineeship], at: datetime) -> None:
    people = Person.objects.in_bulk([trainee.person_id for trainee in changed])
    for trainee in changed:
        trainee.cohort, trainee.person = cohort, people[trainee.person_id]
    for verb, those in (
        ("completed", [trainee for trainee in changed if trainee.completed_at]),
        ("reopened", [trainee for trainee in changed if not trainee.completed_at]),
    ):
        record_each(f"schemes.traineeship.{verb}", actor=None, subjects=those, at=at)


def _write_progress(found: Sequence[Standing], asked: Sequence[Requirement], at: datetime) -> None:
    """Write the rows that differ from what is known."""
    rows = Progress.objects.filter(traineeship__in=[each.traineeship.pk for each in found])
    known = {
        (traineeship, requirement): rest
        for traineeship, requirement, *rest in rows.values_list(
            "traineeship", "requirement", "value", "met_at", "exemption"
        )
    }
    fresh = []
    for standing in found:
        trainee = standing.traineeship.pk
        for requirement, now, exemption in zip(asked, standing.reached, standing.exemptions, strict=True):
            reached = [now.value, now.met_at, exemption.pk if exemption else None]
            if known.get((trainee, requirement.pk)) != reached:
                fresh.append((trainee, requirement.pk, *reached))
    _upsert(fresh, at)


def _upsert(rows: Sequence[tuple[Any, ...]], at: datetime) -> None:
    """Write rows of progress, over those that are there. By hand: objects cost ten times what the database does."""
    moment = connection.ops.adapt_datetimefield_value
    now = moment(at)
    with connection.cursor() as cursor:
        for start in range(0, len(rows), _ROWS_AT_ONCE):
            some = rows[start : start + _ROWS_AT_ONCE]
            values = [
                part
                for trainee, requirement, value, met_at, exemption in some
                for part in (trainee, requirement, value, moment(met_at), exemption, now)
            ]
            cursor.execute(_UPSERT.format(rows=", ".join(["(%s, %s, %s, %s, %s, %s)"] * len(some))), values)


def _settle(trainee: Traineeship, completed: datetime | None) -> bool:
    """Set the state that follows from ``completed``; return whether anything changed.

    Who is suspended completes nothing until they go on.
    """
    if trainee.completed_at == completed or trainee.state == Traineeship.State.SUSPENDED:
        return False
    trainee.completed_at = completed
    trainee.state = Traineeship.State.COMPLETED if completed else Traineeship.State.RUNNING
    return True
