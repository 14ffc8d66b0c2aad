"""Audit work under way: a sample half checked, findings at each step, and what the nightly sweep noticed."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from lms.coverage.actions.anomalies import sweep
from lms.coverage.actions.attaching import Enclosure
from lms.coverage.actions.checking import Answered, check
from lms.coverage.actions.findings import Charge, raise_finding, step
from lms.coverage.actions.sampling import Wish, assign, draw_sample
from lms.coverage.models import SampledPerson
from lms.coverage.queries import Place, Question
from lms.coverage.queries.population import population
from lms.demo.calendar import Calendar
from lms.demo.elsewhere import PHOTO
from lms.demo.learning import Offer
from lms.demo.people import Company
from lms.people.actions import sync_memberships, sync_roles
from lms.people.models import Person
from lms.people.roles import Role

# Read out at the meeting that the auditors draw at: the day, and three dice thrown four times.
SEED = "2026-11 354 126 615 223"
ALL_WELL = ("evidence", "phoned", "visited", "identity", "workplace", "attended", "supported", "state")


def inspect(company: Company, offers: Offer, calendar: Calendar, *, at: datetime) -> None:
    """Draw twelve of the class, look at seven, raise three findings and close one of them."""
    # The officers' permissions hang on the groups of their roles, which the set-up fills later.
    sync_roles()
    sync_memberships(at=at)
    auditor, manager = (Person.objects.get(pk=company.officers[role].pk) for role in _OFFICERS)
    question = Question(
        viewer=auditor, scheme=offers.cohort.scheme, roster=company.class_roster, as_of=timezone.localdate(at)
    )
    found = population(question, Place(), which="due", strata="county")
    wish = Wish(title="首席医师培训班结业情况抽查", size=12, seed=SEED, strata="county")
    sample = draw_sample(found, wish, by=auditor, at=at - timedelta(days=3))
    people = list(sample.people.select_related("person", "workplace").order_by("position"))
    assign(people[:8], auditor, by=auditor, at=at - timedelta(days=3))
    for number, sampled in enumerate(people[:7]):
        _look(sampled, by=auditor, at=at - timedelta(days=2), doubtful=number == 4)
    _find(people[4], company, by=auditor, manager=manager, at=at)
    sweep(since=calendar.start, at=at)


_OFFICERS = (Role.CITY_AUDITOR, Role.INSTITUTION_MANAGER)


def _look(sampled: SampledPerson, *, by: Person, at: datetime, doubtful: bool) -> None:
    answers = {item: Answered("yes") for item in ALL_WELL}
    answers["visited"] = Answered("impossible", "当天下乡巡诊，改日再去")
    files = []
    if doubtful:
        answers["supported"] = Answered("no", "签到表上没有本人签名")
        files = [Enclosure("签到表.jpg", PHOTO.read_bytes())]
    check(sampled, answers, done_on=timezone.localdate(at), by=by, at=at, enclosures=files)


def _find(sampled: SampledPerson, company: Company, *, by: Person, manager: Person, at: datetime) -> None:
    """Raise one on the sampled person, and two at the demo manager's own hospital: one waits, one is closed."""
    due_on, begun = timezone.localdate(at) + timedelta(days=10), at - timedelta(days=2)
    raise_finding(
        Charge(
            title="签到表没有本人签名",
            text="抽查第 5 号：现场讲座签到表上没有本人签名，请说明情况并补交证明材料。",
            severity="serious",
            organisation=sampled.workplace,
            person=sampled.person,
            sample=sampled.sample,
            due_on=due_on,
        ),
        by=by,
        at=begun,
    )
    hospital = company.trainees[0].posts.order_by("pk")[0].workplace
    same: dict[str, Any] = {"severity": "minor", "organisation": hospital, "due_on": due_on}
    waiting = Charge(title="带教记录没有写明病例", text="三次带教记录只写了“查房”，请补写病例和处理要点。", **same)
    raise_finding(waiting, by=by, at=begun)
    ended = Charge(title="培训台账缺两次签到原件", text="请补交两次现场签到表原件。", **same)
    finding = raise_finding(ended, by=by, at=begun)
    scan = [Enclosure("签到表原件.jpg", PHOTO.read_bytes())]
    step(finding, "replied", "原件已找到，扫描件附后。", by=manager, at=begun + timedelta(hours=5), enclosures=scan)
    step(finding, "accepted", "已核对。", by=by, at=begun + timedelta(hours=20))
    step(finding, "closed", "原件与系统记录一致，销号。", by=by, at=begun + timedelta(hours=21))
