"""How the demo's city teaches the province's syllabus: the plan of the class that runs, and its timetable."""

from datetime import time, timedelta
from typing import Any

from django.utils import timezone

from certificates.schemes.actions import Wanted, create_plan, load_ready
from certificates.schemes.models import Plan, Syllabus
from courses.live.models import Lecture
from lms.demo.calendar import Calendar
from lms.demo.people import Company
from lms.demo.places import Places
from lms.people.models import Person

SYLLABUS = "SD-SXYS-DG"
HALL, ROOM = "市二院技能培训中心", "市二院教学楼三楼报告厅"
# Which lectures of the series teach which unit, by their week.
TAUGHT_ON_THURSDAYS = {0: "A1", 3: "A1", 4: "A2", 9: "A1"}


def plan_running_class(places: Places, calendar: Calendar, *, by: Person) -> Plan:
    """Bring in the syllabus of the province, and plan it for the first class."""
    load_ready(Wanted(organiser=places.commission, only=[SYLLABUS]), by=by, at=calendar.start)
    first, last = calendar.start.date(), (calendar.now + timedelta(days=90)).date()
    details = {
        "organiser": places.hospital,
        "name": "潍坊市首席医师培训方案（第一期）",
        "places": 60,
        "starts_on": first,
        "ends_on": last,
    }
    hall = {"venue": HALL, "starts_on": first + timedelta(days=30), "ends_on": last}
    units: dict[str, dict[str, Any]] = {"B1": hall, "B2": hall, "C1": {"venue": "各县（市、区）人民医院"}}
    return create_plan(Syllabus.objects.get(name__contains="首席医师"), details, units, by=by, at=calendar.start)


def timetable_of(plan: Plan, company: Company, lectures: list[Lecture], calendar: Calendar) -> list[dict[str, Any]]:
    """Return the sessions of the class: Thursdays, both practical sessions, and one afternoon at the machine."""
    unit = {each.unit.code: each.unit for each in plan.units.select_related("unit")}
    thursdays = [(lectures[week], unit[code]) for week, code in TAUGHT_ON_THURSDAYS.items()]
    practicals = [
        (each, unit["B1"]) for each in Lecture.objects.filter(kind=Lecture.Kind.PRACTICAL).order_by("starts_at")
    ]
    afternoon = {
        "unit": unit["B2"],
        "day": calendar.day(87, 14).date(),
        "begins": time(14, 0),
        "ends": time(17, 0),
        "place": HALL,
        "teacher": company.mentors[1],
    }
    return [*(_session(lecture, taught) for lecture, taught in (*thursdays, *practicals)), afternoon]


def _session(lecture: Lecture, unit: Any) -> dict[str, Any]:
    begins, ends = timezone.localtime(lecture.starts_at), timezone.localtime(lecture.ends_at)
    return {
        "unit": unit,
        "day": begins.date(),
        "begins": begins.time(),
        "ends": ends.time(),
        "place": lecture.venue,
        "teacher": lecture.speaker,
        "activity": lecture.activity,
    }
