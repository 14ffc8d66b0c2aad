"""The coverage programmes of the demo, one doctor on leave, and a report of last month."""

from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from certificates.schemes.models import Scheme
from lms.coverage.actions import ProgrammeLine, create_programme, start_freezing_programme
from lms.coverage.models import Programme
from lms.coverage.queries import Place
from lms.coverage.queries.matter import Key, matter_of
from lms.demo.people import Company
from lms.demo.places import Places
from lms.people.actions import keep_leave
from lms.people.models import Leave, Person, Post
from lms.people.roles import Role

NATIONAL = "国家卫生健康委员会"
THREE_YEARS = "xcys-3y"


def promise(places: Places, company: Company, *, by: Person, at: datetime) -> None:
    """Set up the three-year programme of the village doctors and the yearly one of credits; a worker computes them."""
    today = timezone.localdate(at)
    away = Leave(
        person=company.village_doctors[-1],
        starts_on=today - timedelta(days=40),
        kind=Leave.Kind.SICK,
        source_key="demo:leave:1",
    )
    keep_leave(away, by=by, at=at)
    _three_years(places, by, today, at)
    _credits(places, by, today, at)


def look_back_at_last_month(places: Places, company: Company, *, at: datetime) -> None:
    """Have the city's auditor freeze what the three years had reached by the end of last month; a worker does it."""
    today = timezone.localdate(at)
    auditor = Person.objects.get(pk=company.officers[Role.CITY_AUDITOR].pk)
    matter = matter_of(auditor, Key(Programme.objects.get(code=THREE_YEARS).pk), today=today)
    last_month, back = today.replace(day=1) - timedelta(days=1), reverse("coverage:reports")
    start_freezing_programme(matter, Place(division=places.city), as_of=last_month, return_url=back, at=at)


def _three_years(places: Places, by: Person, today: date, at: datetime) -> None:
    first = today.year - 2
    line = ProgrammeLine(
        code=THREE_YEARS,
        name=f"乡村医生三年全覆盖 {first}–{today.year}",
        keeper=places.commission,
        division=places.city,
        starts_on=date(first, 1, 1),
        ends_on=date(today.year, 12, 31),
    )
    rule = {
        "post_kinds": [Post.Kind.VILLAGE_DOCTOR.value],
        "covered_by": "scheme",
        "scheme": Scheme.objects.get(code="WF-XCYS"),
        "source_document": "强基工程：乡村医生三年全覆盖培训（演示，待核实）",
        "plan": [{"on": f"{first + n}-12-31", "tenths": tenths} for n, tenths in enumerate((300, 650, 1000))],
    }
    create_programme(line, rule, by=by, at=at)


def _credits(places: Places, by: Person, today: date, at: datetime) -> None:
    line = ProgrammeLine(
        code=f"credits-{today.year}",
        name=f"{today.year} 年度 25 学分",
        keeper=places.commission,
        division=places.city,
        starts_on=date(today.year, 1, 1),
        ends_on=date(today.year, 12, 31),
    )
    rule = {
        "covered_by": "credits",
        "authority": NATIONAL,
        "target_credits_hundredths": 2500,
        "source_document": "国卫办科教发〔2024〕20号",
        "confirmed": True,
        "target_tenths": 950,
        "plan": [{"on": f"{today.year}-{month:02d}-28", "tenths": 79 * month} for month in (3, 6, 9, 12)],
    }
    create_programme(line, rule, by=by, at=at)
