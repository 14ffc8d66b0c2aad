"""When and where the classes of somebody teach the units of a syllabus."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from certificates.schemes.models import ClassSession, Cohort, PlanUnit, Traineeship
from lms.people.models import Person

_IN_CLASS = [Traineeship.State.APPROVED, Traineeship.State.RUNNING, Traineeship.State.SUSPENDED]


@dataclass(frozen=True)
class Taught:
    """One unit in one class: what the city's plan says of it, and the sessions still to come."""

    cohort: Cohort
    planned: PlanUnit
    sessions: tuple[ClassSession, ...]


def taught_to(person: Person, units: Collection[int], at: datetime) -> dict[int, list[Taught]]:
    """Return for each of ``units`` how the classes that ``person`` is in, or has a place in, teach it. Three queries.

    :param units: primary keys of units of syllabuses; a unit that no class of theirs teaches is left out.
    """
    if not units:
        return {}
    today = timezone.localdate(at)
    mine = Traineeship.objects.present().filter(person=person, state__in=_IN_CLASS).values("cohort")
    classes = Cohort.objects.filter(pk__in=mine, ends_on__gte=today).exclude(plan=None).order_by("starts_on", "pk")
    by_plan: dict[int | None, list[Cohort]] = defaultdict(list)
    for each in classes:
        by_plan[each.plan_id].append(each)
    sessions = _sessions([each.pk for found in by_plan.values() for each in found], units, today)
    taught: dict[int, list[Taught]] = defaultdict(list)
    planned = PlanUnit.objects.filter(plan__in=[plan for plan in by_plan if plan], unit__in=units)
    for unit in planned.select_related("unit").order_by("plan", "position", "pk"):
        for cohort in by_plan[unit.plan_id]:
            taught[unit.unit_id].append(Taught(cohort, unit, tuple(sessions[cohort.pk, unit.unit_id])))
    return taught


def _sessions(
    classes: Collection[int], units: Collection[int], today: object
) -> dict[tuple[int, int], list[ClassSession]]:
    found: dict[tuple[int, int], list[ClassSession]] = defaultdict(list)
    coming = ClassSession.objects.filter(cohort__in=classes, unit__in=units, day__gte=today)
    for each in coming.select_related("teacher").order_by("day", "begins", "pk"):
        found[each.cohort_id, each.unit_id or 0].append(each)
    return found
