"""The timetable of a class against the units of its plan."""

from dataclasses import dataclass

from django.db.models import QuerySet

from certificates.schemes.models import ClassSession, Cohort, PlanUnit


@dataclass(frozen=True)
class UnitTime:
    """One unit of the plan, and how much of its time the timetable holds."""

    unit: PlanUnit
    minutes: int

    @property
    def short(self) -> bool:
        """Whether the timetable holds less than the syllabus asks. What is learned online needs no meeting."""
        return self.unit.way != "online" and self.minutes < self.unit.unit.minutes


def sessions_of(cohort: Cohort) -> QuerySet[ClassSession]:
    """Return the sessions of a class in their order."""
    found: QuerySet[ClassSession] = cohort.sessions.select_related("unit", "teacher", "activity")
    return found.order_by("day", "begins", "pk")


def unit_times(cohort: Cohort, sessions: list[ClassSession]) -> list[UnitTime]:
    """Return every unit of the class's plan with its minutes in ``sessions``. One query."""
    if cohort.plan_id is None:
        return []
    minutes: dict[int, int] = {}
    for each in sessions:
        if each.unit_id:
            minutes[each.unit_id] = minutes.get(each.unit_id, 0) + each.minutes
    units = PlanUnit.objects.filter(plan=cohort.plan_id).select_related("unit").order_by("position", "pk")
    return [UnitTime(each, minutes.get(each.unit_id, 0)) for each in units]
