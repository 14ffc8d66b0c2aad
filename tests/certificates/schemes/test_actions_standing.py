"""What befalls somebody in training, and what the system settles by itself."""

import pytest

from certificates.register.dues import plan_for
from certificates.register.models import Batch
from certificates.schemes import actions
from certificates.schemes.models import Traineeship, TraineeshipChange
from certificates.schemes.queries import trainee_view
from lms.notices.models import Notice
from lms.records.actions import Deed, write
from tests.factories.people import PersonFactory
from tests.factories.records import ActivityFactory
from tests.factories.schemes import CohortFactory, RequirementFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def manager():
    return PersonFactory()


@pytest.fixture
def trainee(at, manager):
    cohort = CohortFactory(scheme=RequirementFactory().version.scheme)
    return actions.enrol(cohort, PersonFactory(), by=manager, at=at)


def attend(person, at, work):
    deed = Deed(
        person=person,
        activity=ActivityFactory(kind="lecture"),
        outcome="attended",
        source_key="one",
        happened_at=at,
        minutes=60,
    )
    write(deed, at=at)
    work()


def steps(trainee):
    rows = TraineeshipChange.objects.filter(traineeship=trainee).order_by("pk")
    return list(rows.values_list("from_state", "to_state", "acted_as"))


def test_the_system_writes_down_what_it_settles(trainee, at, work):
    attend(trainee.person, at, work)

    assert steps(trainee) == [("", "running", "class"), ("running", "completed", "system")]


def test_a_suspended_persons_records_count_and_they_complete_nothing_until_they_go_on(trainee, at, manager, work):
    actions.suspend(trainee, by=manager, reason="材料待核实", at=at)
    attend(trainee.person, at, work)

    trainee.refresh_from_db()
    assert (trainee.state, trainee.completed_at) == ("suspended", None)
    assert trainee.progress.get().met_at == at
    assert trainee_view(trainee.person, at)[0].standing == "suspended"
    (not_due,) = plan_for(Batch(cohort=trainee.cohort), at=at).not_due
    assert "suspended" in not_due.reasons[0]
    assert not Traineeship.objects.covering(at.replace(year=2030)).exists()
    assert "材料待核实" in Notice.objects.get(kind="schemes.traineeship.suspended").body

    assert actions.resume(trainee, by=manager, at=at).state == "completed"
    assert steps(trainee)[1:] == [
        ("running", "suspended", "class"),
        ("suspended", "running", "class"),
        ("running", "completed", "system"),
    ]
    plan = plan_for(Batch(cohort=trainee.cohort), at=at)
    assert len(plan.not_due) + len(plan.due) == 1


def test_a_failure_is_final_until_it_is_taken_back_for_a_reason(trainee, at, manager, work):
    actions.fail(trainee, by=manager, reason="缺勤过多", at=at)
    attend(trainee.person, at, work)
    trainee.refresh_from_db()

    assert (trainee.state, trainee.completed_at) == ("failed", None)
    assert trainee_view(trainee.person, at)[0].standing == "failed"
    with pytest.raises(actions.ReasonMissing):
        actions.resume(trainee, by=manager, at=at)
    assert actions.resume(trainee, by=manager, reason="登记有误", at=at).state == "completed"


def test_what_the_table_does_not_hold_is_refused_with_what_can_be_done(trainee, at, manager, work):
    attend(trainee.person, at, work)

    with pytest.raises(actions.MoveRefused) as refusal:
        actions.suspend(trainee, by=manager, reason="材料待核实", at=at)

    assert "“completed” cannot become “suspended”" in str(refusal.value)
    assert "withdrawn" in str(refusal.value)


def test_who_comes_back_has_all_of_it_in_one_history(trainee, at, manager):
    actions.withdraw(trainee, by=manager, reason="调离", at=at)
    actions.enrol(trainee.cohort, trainee.person, by=manager, at=at)

    assert steps(trainee) == [
        ("", "running", "class"),
        ("running", "withdrawn", "class"),
        ("withdrawn", "running", "class"),
    ]
    assert Notice.objects.filter(person=trainee.person).count() == 2


def test_a_program_acts_as_the_system(at):
    cohort = CohortFactory(scheme=RequirementFactory().version.scheme)

    assert steps(actions.enrol(cohort, PersonFactory(), by=None, at=at)) == [("", "running", "system")]
