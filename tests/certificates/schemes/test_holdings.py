"""A class whose scheme asks for more than its plan and timetable hold is not opened."""

from datetime import date, time

import pytest

from certificates.schemes import actions
from certificates.schemes.models import Cohort
from certificates.schemes.queries import preview
from certificates.schemes.queries.holdings import more_than_planned, timetabled_in
from certificates.schemes.rules.holdings import Holding
from tests.factories.records import ActivityFactory
from tests.factories.schemes import (
    ClassSessionFactory,
    CohortFactory,
    PlanUnitFactory,
    RequirementFactory,
    SyllabusUnitFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def plan():
    """One unit of ninety minutes, online."""
    return PlanUnitFactory(plan__name="市里的方案", way="online").plan


def opened(plan, at, **asked):
    scheme = RequirementFactory(title="听讲座", **asked).version.scheme
    return actions.open_cohort(
        scheme=scheme, name="一班", by=None, at=at, plan=plan, starts_on=plan.starts_on, ends_on=plan.ends_on
    )


def test_more_lectures_than_the_plan_holds_are_refused_with_both_numbers(plan, at):
    with pytest.raises(actions.ImpossibleRequirement) as refusal:
        opened(plan, at, target=2)

    said = str(refusal.value)
    assert "“听讲座” asks for 2 times, but plan and timetable (市里的方案) hold only 1." in said
    assert "new version of the scheme" in said
    assert not Cohort.objects.exists()


def test_more_minutes_than_the_plan_holds_are_refused(plan, at):
    with pytest.raises(actions.ImpossibleRequirement, match="asks for 91 minutes"):
        opened(plan, at, measure="minutes", target=91)
    assert opened(plan, at, measure="minutes", target=90).pk


def test_sessions_of_the_timetable_count(plan):
    cohort = CohortFactory(plan=plan)
    day = {"cohort": cohort, "day": date(2026, 5, 1), "begins": time(9), "ends": time(10)}
    ClassSessionFactory(**day, unit=plan.units.get().unit)
    ClassSessionFactory(**day, unit=SyllabusUnitFactory(way="practice"))
    ClassSessionFactory(**day, unit=None, title="大咖讲座", activity=ActivityFactory(kind="lecture", mode="online"))
    ClassSessionFactory(**day, unit=None, title="现场课", activity=ActivityFactory(kind="lecture", mode="onsite"))
    ClassSessionFactory(**day, unit=None, title="开班式")

    assert timetabled_in(cohort) == [Holding(way, 60) for way in ("online", "practice", "online", "onsite")]
    asked = RequirementFactory.build(target=3, version=cohort.version)
    assert more_than_planned([asked], cohort) == ""


def test_the_preview_says_it_before_the_class_is_opened(plan):
    cohort = CohortFactory(plan=plan)
    found = preview(actions.outline([{"title": "听讲座", "activity_kind": "lecture", "target": 2}]), cohort)
    assert "hold only 1" in found.beyond


def test_a_class_without_a_plan_is_opened_with_any_number(at):
    cohort = CohortFactory(plan=None)
    RequirementFactory(version=cohort.version, target=99)
    actions.take_into_use(cohort, by=None, at=at)
    assert cohort.version.__class__.objects.get(pk=cohort.version_id).frozen_at == at
