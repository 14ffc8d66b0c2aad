"""What the database itself refuses, and whom a manager and a trainee see."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from certificates.schemes.models import Cohort, Scheme, Traineeship
from tests.certificates.people import manager_of
from tests.factories.people import PersonFactory
from tests.factories.schemes import (
    CohortFactory,
    ProgressFactory,
    RequirementFactory,
    SchemeFactory,
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

    for again in (
        lambda: SchemeFactory(code=trainee.cohort.scheme.code),
        lambda: CohortFactory(scheme=trainee.cohort.scheme, name=trainee.cohort.name),
        lambda: TraineeshipFactory(cohort=trainee.cohort, person=trainee.person),
        lambda: ProgressFactory(traineeship=trainee, requirement=progress.requirement),
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
