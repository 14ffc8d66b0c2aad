"""A class of the demo that people are asking for: from the syllabus by the city's plan to a waiting list."""

from datetime import time, timedelta
from typing import Any

from certificates.schemes.actions import (
    apply,
    approve,
    create_plan,
    nominate,
    open_cohort,
    refuse,
    share_fairly,
)
from certificates.schemes.models import Cohort, Plan, Traineeship
from lms.demo.calendar import Calendar
from lms.demo.learning import Offer
from lms.demo.people import Company
from lms.demo.places import Places
from lms.people.models import Person
from lms.people.roles import Role

PLACES = 16
# Of the doctors due: so many have asked by themselves, of these the first were answered.
ASKED, ANSWERED = 26, 20


def open_next_class(places: Places, company: Company, offer: Offer, calendar: Calendar, *, by: Person) -> Cohort:
    """Open the next class of chief physicians, with applications, nominations, answers and people who wait."""
    running = Plan.objects.select_related("syllabus").get(cohorts=offer.cohort)
    plan = _plan(places, running, calendar, by=by)
    manager = company.officers[Role.SCHEME_MANAGER]
    cohort = open_cohort(
        scheme=offer.cohort.scheme,
        name="首席医师培训班（第三期）",
        by=manager,
        at=calendar.now - timedelta(days=7),
        head_teacher=company.mentors[0],
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
        plan=plan,
        due_roster=company.due_roster,
        places=PLACES,
        apply_until=(calendar.now + timedelta(days=10)).date(),
        sessions=_sessions(plan, company),
    )
    share_fairly(cohort, by=manager, at=calendar.now - timedelta(days=7))
    _ask(cohort, company, calendar)
    _answer(cohort, manager, calendar)
    return cohort


def _plan(places: Places, running: Plan, calendar: Calendar, *, by: Person) -> Plan:
    at = calendar.now - timedelta(days=20)
    first = (calendar.now + timedelta(days=14)).date()
    hall = {"venue": "市二院技能培训中心", "starts_on": first, "ends_on": first + timedelta(days=30)}
    details = {
        "organiser": places.hospital,
        "name": f"潍坊市首席医师培训方案（{first.year}）",
        "places": 60,
        "starts_on": first,
        "ends_on": first + timedelta(days=120),
    }
    # The city shows the judging of reports in the room, which the syllabus would have had online.
    units: dict[str, dict[str, Any]] = {"A2": {"way": "onsite", **hall}, "B1": hall, "B2": hall}
    units["C1"] = {"venue": "各县（市、区）人民医院"}
    return create_plan(running.syllabus, details, units, by=by, at=at)


def _sessions(plan: Plan, company: Company) -> list[dict[str, Any]]:
    unit = {each.unit.code: each.unit for each in plan.units.select_related("unit")}
    hall, first = "市二院技能培训中心", plan.starts_on
    days = [
        (0, time(8, 30), time(9, 0), {"title": "开班式", "place": "市二院教学楼三楼报告厅"}),
        (0, time(9, 0), time(11, 0), {"unit": unit["A2"], "place": hall, "teacher": company.mentors[0]}),
        (7, time(9, 0), time(10, 30), {"unit": unit["B1"], "place": hall, "teacher": company.mentors[1]}),
        (14, time(9, 0), time(11, 0), {"unit": unit["B2"], "place": hall, "teacher": company.mentors[1]}),
    ]
    return [
        {"day": first + timedelta(days=number), "begins": begins, "ends": ends, **more}
        for number, begins, ends, more in days
    ]


def _ask(cohort: Cohort, company: Company, calendar: Calendar) -> None:
    """The institution manager puts one of theirs forward; doctors all over the city apply."""
    nominate(
        cohort,
        company.due_doctors[:1],
        by=company.officers[Role.INSTITUTION_MANAGER],
        at=calendar.now - timedelta(days=6),
    )
    # The next two work where the first does, and have not asked yet.
    for number, person in enumerate(company.due_doctors[3 : 3 + ASKED]):
        apply(cohort, person=person, at=calendar.now - timedelta(days=5, hours=-number))


def _answer(cohort: Cohort, manager: Person, calendar: Calendar) -> None:
    asked = list(Traineeship.objects.filter(cohort=cohort).order_by("pk").values_list("pk", flat=True))
    refuse(cohort, asked[1:2], by=manager, reason="您已报名县里同一内容的班，本期先让给别人", at=calendar.now)
    approve(cohort, asked[2:ANSWERED], by=manager, at=calendar.now)
