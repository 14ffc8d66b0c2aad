"""What the plan and the timetable of a class hold, and what is asked beyond that."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from certificates.schemes.models import Cohort, Requirement
from certificates.schemes.queries.timetable import sessions_of, unit_times
from certificates.schemes.rules.holdings import Holding, beyond


def planned_in(cohort: Cohort) -> list[Holding]:
    """Return the units of the class's plan. One query."""
    return [Holding(each.unit.way, each.unit.unit.minutes) for each in unit_times(cohort, [])]


def timetabled_in(cohort: Cohort) -> list[Holding]:
    """Return the sessions of the class that teach a unit or end in a record, taught as its plan has it. Two queries.

    A session outside the plan is taught as its activity is held; what is neither, such as an opening, teaches nothing.
    """
    ways = {each.unit.unit_id: each.unit.way for each in unit_times(cohort, [])}
    found = []
    for session in sessions_of(cohort):
        way = ways.get(session.unit_id or 0) or (session.unit.way if session.unit else "")
        if not way and session.activity:
            way = "online" if session.activity.mode == "online" else "onsite"
        if way:
            found.append(Holding(way, session.minutes))
    return found


def more_than_planned(asked: Sequence[Requirement], cohort: Cohort) -> str:
    """Return a sentence on the first of ``asked`` that is more than plan and timetable of ``cohort`` hold."""
    if cohort.plan is None:
        return ""
    found = beyond(asked, planned_in(cohort), timetabled_in(cohort))
    if found is None:
        return ""
    index, held = found
    each = asked[index]
    said = (
        _("“%(title)s” asks for %(target)s minutes, but plan and timetable (%(plan)s) hold only %(held)s. %(then)s")
        if each.measure == Requirement.Measure.MINUTES
        else _("“%(title)s” asks for %(target)s times, but plan and timetable (%(plan)s) hold only %(held)s. %(then)s")
    )
    then = _("Put more into the timetable, choose another plan, or ask for less in a new version of the scheme.")
    return said % {"title": each.title, "target": each.target, "plan": cohort.plan.name, "held": held, "then": then}
