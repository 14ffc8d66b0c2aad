"""Syllabuses, plans and the sums of their places."""

import pytest

from certificates.schemes import actions
from certificates.schemes.models import Plan, PlanUnit, Syllabus
from tests.factories.people import OrganisationFactory, PersonFactory
from tests.factories.schemes import CohortFactory, PlanFactory, RequirementFactory, SyllabusFactory, SyllabusUnitFactory

pytestmark = pytest.mark.django_db


def data(**other):
    units = [
        {"code": "A1", "title": "慢阻肺", "minutes": 90},
        {"code": "A2", "title": "肺功能操作", "minutes": 180, "way": "practice"},
    ]
    known = {"authority": "省卫健委", "name": "首席医师大纲", "document": "鲁卫〔2026〕1号", "version": "2026"}
    return {**known, "keeper": OrganisationFactory(), "units": units, **other}


def test_a_syllabus_is_entered_once(at):
    by = PersonFactory()

    syllabus = actions.create_syllabus(data(), by=by, at=at)

    assert actions.create_syllabus(data(), by=by, at=at) == syllabus
    assert [str(each) for each in syllabus.units.order_by("position")] == ["A1 慢阻肺", "A2 肺功能操作"]
    assert str(syllabus) == "首席医师大纲 (2026)"


def test_a_new_version_copies_the_units_under_another_name(at):
    syllabus = actions.create_syllabus(data(), by=None, at=at)

    for wrong in ("2026", "  "):
        with pytest.raises(actions.VersionMissing):
            actions.new_version(syllabus, version=wrong, by=PersonFactory(), at=at)
    newer = actions.new_version(syllabus, version="2027", by=PersonFactory(), at=at)

    assert newer.units.count() == 2
    assert Syllabus.objects.count() == 2


def test_units_stay_once_a_plan_rests_on_them(at):
    syllabus = SyllabusFactory()
    actions.refuse_if_planned(syllabus)
    PlanFactory(syllabus=syllabus)

    with pytest.raises(actions.SyllabusInUse):
        actions.refuse_if_planned(syllabus)


def test_a_plan_holds_every_unit_and_says_otherwise_where_it_must(at):
    syllabus = actions.create_syllabus(data(), by=None, at=at)
    details = {"organiser": OrganisationFactory(), "name": "潍坊方案", "places": 30}
    details |= {"starts_on": at.date(), "ends_on": at.date()}

    plan = actions.create_plan(syllabus, details, {"A1": {"way": "onsite", "venue": "二楼"}}, by=None, at=at)

    assert actions.create_plan(syllabus, details, {}, by=None, at=at) == plan
    rows = plan.units.order_by("position").values_list("unit__code", "way", "venue")
    assert list(rows) == [("A1", "onsite", "二楼"), ("A2", "practice", "")]
    assert (str(plan), str(plan.units.order_by("position")[0])) == ("潍坊方案", "A1 慢阻肺")


def test_a_plan_saved_in_the_admin_gets_the_units_of_its_syllabus(at):
    unit = SyllabusUnitFactory()
    plan = PlanFactory(syllabus=unit.syllabus)

    actions.note_saved(plan, by=PersonFactory(), at=at, made=True)
    actions.note_saved(plan, by=PersonFactory(), at=at, made=False)

    assert PlanUnit.objects.get().unit == unit


def test_classes_have_no_more_places_than_their_plan(at):
    plan = PlanFactory(places=10)
    scheme = RequirementFactory().version.scheme
    CohortFactory(scheme=scheme, plan=plan, places=6)
    cohort = CohortFactory(scheme=scheme, plan=plan, places=5)

    with pytest.raises(actions.PlanExceeded, match="10"):
        actions.note_cohort(cohort, by=PersonFactory(), at=at, made=True)

    Plan.objects.update(places=11)
    cohort.refresh_from_db()
    actions.note_cohort(cohort, by=PersonFactory(), at=at, made=True)
