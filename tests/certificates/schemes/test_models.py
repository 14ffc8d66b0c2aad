"""What the database itself refuses, and whom a manager and a trainee see."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction

from certificates.schemes.models import Cohort, Plan, Scheme, Syllabus, Traineeship, TraineeshipChange
from tests.certificates.people import manager_of
from tests.factories.people import PersonFactory
from tests.factories.schemes import (
    ClassSessionFactory,
    CohortFactory,
    CountyShareFactory,
    PlanFactory,
    PlanUnitFactory,
    ProgressFactory,
    RequirementFactory,
    SchemeFactory,
    SyllabusFactory,
    SyllabusUnitFactory,
    TraineeshipChangeFactory,
    TraineeshipFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.database]
NOW = datetime(2026, 11, 19, tzinfo=UTC)


@pytest.mark.parametrize(
    ("factory", "wrong"),
    [
        pytest.param(SchemeFactory, {"code": ""}, id="scheme-without-code"),
        pytest.param(SchemeFactory, {"name": ""}, id="scheme-without-name"),
        pytest.param(RequirementFactory, {"target": 0}, id="requirement-asks-nothing"),
        pytest.param(RequirementFactory, {"measure": "pass", "target": 2}, id="two-passes"),
        pytest.param(RequirementFactory, {"since": date(2026, 2, 1), "until": date(2026, 1, 1)}, id="ends-before"),
        pytest.param(RequirementFactory, {"outcome": "reversed"}, id="counts-reversals"),
        pytest.param(RequirementFactory, {"outcome": "failed"}, id="counts-failures"),
        pytest.param(RequirementFactory, {"mode": "either"}, id="asks-for-no-mode-there-is"),
        pytest.param(CohortFactory, {"ends_on": date(2026, 2, 1)}, id="class-ends-before-it-begins"),
        pytest.param(TraineeshipFactory, {"state": "completed"}, id="completed-without-a-time"),
        pytest.param(TraineeshipFactory, {"completed_at": NOW}, id="running-with-a-time"),
        pytest.param(TraineeshipFactory, {"state": "withdrawn"}, id="withdrawn-without-a-time"),
        pytest.param(TraineeshipFactory, {"withdraw_reason": "调离"}, id="running-with-a-reason"),
        pytest.param(TraineeshipFactory, {"returned_at": NOW}, id="back-without-having-left"),
        pytest.param(TraineeshipFactory, {"state": "applied"}, id="asking-and-enrolled"),
        pytest.param(TraineeshipFactory, {"enrolled_at": None}, id="running-and-never-enrolled"),
        pytest.param(TraineeshipFactory, {"state": "suspended", "completed_at": NOW}, id="suspended-and-completed"),
        pytest.param(TraineeshipFactory, {"state": "failed", "enrolled_at": None}, id="failed-and-never-enrolled"),
        pytest.param(CohortFactory, {"places": 0}, id="class-without-a-place"),
        pytest.param(CohortFactory, {"apply_until": date(2026, 5, 1)}, id="class-open-to-nobody"),
        pytest.param(SyllabusFactory, {"document": ""}, id="syllabus-from-nowhere"),
        pytest.param(SyllabusUnitFactory, {"minutes": 0}, id="unit-that-takes-no-time"),
        pytest.param(PlanFactory, {"ends_on": date(2026, 1, 1)}, id="plan-ends-before-it-begins"),
        pytest.param(PlanFactory, {"places": 0}, id="plan-without-a-place"),
        pytest.param(
            PlanUnitFactory, {"starts_on": date(2026, 5, 2), "ends_on": date(2026, 5, 1)}, id="planned-unit-ends-before"
        ),
        pytest.param(ClassSessionFactory, {"title": ""}, id="session-of-nothing"),
        pytest.param(ClassSessionFactory, {"ends": time(8, 30)}, id="session-ends-before"),
        pytest.param(TraineeshipChangeFactory, {"to_state": "completed"}, id="change-that-is-not-in-the-table"),
        pytest.param(
            TraineeshipChangeFactory, {"from_state": "running", "to_state": "suspended"}, id="suspended-for-no-reason"
        ),
        pytest.param(
            TraineeshipChangeFactory, {"from_state": "running", "to_state": "withdrawn"}, id="put-out-for-no-reason"
        ),
        pytest.param(TraineeshipChangeFactory, {"changed_by": None}, id="change-by-nobody"),
        pytest.param(
            TraineeshipFactory,
            {"state": "withdrawn", "withdrawn_at": NOW, "returned_at": NOW - timedelta(seconds=1)},
            id="back-before-having-left",
        ),
    ],
)
def test_rows_are_whole(factory, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        factory(**wrong)


def test_nothing_is_there_twice():
    trainee = TraineeshipFactory()
    progress = ProgressFactory(traineeship=trainee)
    share, unit, planned = CountyShareFactory(), SyllabusUnitFactory(), PlanUnitFactory()

    for again in (
        lambda: SchemeFactory(code=trainee.cohort.scheme.code),
        lambda: CohortFactory(scheme=trainee.cohort.scheme, name=trainee.cohort.name),
        lambda: TraineeshipFactory(cohort=trainee.cohort, person=trainee.person),
        lambda: ProgressFactory(traineeship=trainee, requirement=progress.requirement),
        lambda: CountyShareFactory(cohort=share.cohort, county=share.county),
        lambda: SyllabusFactory(name=unit.syllabus.name),
        lambda: SyllabusUnitFactory(syllabus=unit.syllabus, code=unit.code),
        lambda: PlanFactory(organiser=planned.plan.organiser, name=planned.plan.name),
        lambda: PlanUnitFactory(plan=planned.plan, unit=planned.unit),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            again()


def test_visible_to_organiser_trainee_and_stranger():
    trainee, _other = TraineeshipFactory(), TraineeshipFactory()
    cohort = trainee.cohort

    def seen_by(person):
        return [list(model.objects.visible_to(person)) for model in (Scheme, Cohort, Traineeship)]

    assert seen_by(manager_of(cohort.organiser)) == seen_by(trainee.person) == [[cohort.scheme], [cohort], [trainee]]
    assert seen_by(PersonFactory()) == seen_by(None) == [[], [], []]


def test_changes_are_only_ever_added():
    change = TraineeshipChangeFactory()

    for again in (
        lambda: TraineeshipChange.objects.update(reason="别的"),
        change.delete,
        lambda: TraineeshipChange.objects.filter(pk=change.pk).delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            again()

    assert TraineeshipChange.objects.get().reason == ""


def test_syllabuses_are_read_by_officials_and_changed_by_their_keeper():
    planned = PlanUnitFactory()
    plan, syllabus = planned.plan, planned.plan.syllabus
    keeper, organiser = manager_of(syllabus.keeper), manager_of(plan.organiser)

    assert [list(Syllabus.objects.visible_to(each)) for each in (keeper, organiser)] == [[syllabus], [syllabus]]
    assert [list(Syllabus.objects.run_by(each)) for each in (keeper, organiser)] == [[syllabus], []]
    assert [list(Plan.objects.visible_to(each)) for each in (keeper, organiser)] == [[], [plan]]
    assert list(Syllabus.objects.visible_to(PersonFactory())) == []
