"""Who is in a class: one by one, taken out and brought back."""

from datetime import timedelta

import pytest

from certificates.schemes import actions
from certificates.schemes.models import Progress, Traineeship
from certificates.schemes.signals import completion_changed
from lms.audit.models import Entry
from lms.records.actions import Deed, write
from tests.factories.people import PersonFactory, RosterEntryFactory
from tests.factories.records import ActivityFactory
from tests.factories.schemes import CohortFactory, RequirementFactory, TraineeshipFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def cohort():
    return CohortFactory(scheme=RequirementFactory().version.scheme)


def attend(person, at, key="one"):
    activity = ActivityFactory(kind="lecture")
    deed = Deed(person=person, activity=activity, outcome="attended", source_key=key, happened_at=at, minutes=60)
    return write(deed, at=at)


def verbs():
    return list(Entry.objects.filter(verb__startswith="schemes.").order_by("pk").values_list("verb", flat=True))


def test_enrol_takes_one_person_with_what_they_have_done(cohort, at, work):
    person, by = PersonFactory(), PersonFactory()
    attend(person, at)
    work()

    trainee = actions.enrol(cohort, person, by=by, at=at + DAY)

    assert (trainee.state, trainee.enrolled_at, trainee.enrolled_by) == ("completed", at + DAY, by)
    assert Progress.objects.get().value == 1
    assert verbs() == ["schemes.traineeship.enrolled", "schemes.traineeship.completed"]


def test_enrol_refuses_who_is_there_and_a_scheme_that_asks_nothing(cohort, at):
    trainee = TraineeshipFactory(cohort=cohort)

    with pytest.raises(actions.AlreadyEnrolled):
        actions.enrol(cohort, trainee.person, by=None, at=at)
    with pytest.raises(actions.SchemeEmpty):
        actions.enrol(CohortFactory(), trainee.person, by=None, at=at)

    assert Traineeship.objects.count() == 1
    assert not Entry.objects.exists()


def test_withdraw_keeps_the_reason_and_that_they_had_completed(cohort, at, work):
    person, by = PersonFactory(), PersonFactory()
    trainee = actions.enrol(cohort, person, by=None, at=at - DAY)
    attend(person, at)
    work()
    heard = []

    def hear(traineeship_ids, **_more):
        heard.append(traineeship_ids)

    completion_changed.connect(hear)
    actions.withdraw(trainee, by=by, reason=" 调离 ", at=at + DAY)
    completion_changed.disconnect(hear)
    attend(person, at, "two")
    work()

    trainee.refresh_from_db()
    assert (trainee.state, trainee.completed_at) == ("withdrawn", at)
    assert (trainee.withdrawn_at, trainee.withdrawn_by, trainee.withdraw_reason) == (at + DAY, by, "调离")
    assert heard == [[trainee.pk]]
    assert Progress.objects.get().value == 1


@pytest.mark.parametrize(
    ("state", "reason", "refusal"),
    [
        pytest.param("withdrawn", "调离", actions.AlreadyWithdrawn, id="twice"),
        pytest.param("running", "  ", actions.ReasonMissing, id="no-reason"),
    ],
)
def test_withdraw_refuses_and_leaves_no_trace(cohort, at, state, reason, refusal):
    known = {"withdrawn_at": at, "withdraw_reason": "病假"} if state == "withdrawn" else {}
    trainee = TraineeshipFactory(cohort=cohort, state=state, **known)

    with pytest.raises(refusal):
        actions.withdraw(trainee, by=None, reason=reason, at=at + DAY)

    trainee.refresh_from_db()
    assert (trainee.state, trainee.withdraw_reason) == (state, known.get("withdraw_reason", ""))
    assert not Entry.objects.exists()


def test_bring_back_goes_on_in_the_same_row_and_keeps_the_spell_that_ended(cohort, at, work):
    person, by = PersonFactory(), PersonFactory()
    trainee = actions.enrol(cohort, person, by=None, at=at - DAY)
    attend(person, at)
    work()
    actions.withdraw(trainee, by=by, reason="调离", at=at + DAY)

    back = actions.bring_back(trainee, by=by, at=at + 2 * DAY)

    assert back.pk == trainee.pk
    assert (back.state, back.enrolled_at, back.completed_at) == ("completed", at + 2 * DAY, at)
    assert (back.withdrawn_at, back.withdrawn_by, back.withdraw_reason) == (None, None, "")
    ended = Traineeship.objects.exclude(pk=back.pk).get()
    assert (ended.state, ended.enrolled_at, ended.completed_at) == ("withdrawn", at - DAY, at)
    assert (ended.withdrawn_at, ended.withdraw_reason, ended.returned_at) == (at + DAY, "调离", at + 2 * DAY)
    assert list(Traineeship.objects.present()) == [back]
    assert verbs()[-2:] == ["schemes.traineeship.returned", "schemes.traineeship.completed"]


def test_bring_back_refuses_who_is_there_and_a_spell_that_ended(cohort, at):
    trainee = TraineeshipFactory(cohort=cohort)
    ended = TraineeshipFactory(cohort=cohort, state="withdrawn", withdrawn_at=at, returned_at=at)

    for each in (trainee, ended):
        with pytest.raises(actions.NotWithdrawn):
            actions.bring_back(each, by=None, at=at)

    assert Traineeship.objects.count() == 2


def test_who_was_withdrawn_comes_back_by_name_and_never_with_the_roster(cohort, at):
    person = RosterEntryFactory(roster=cohort.roster).person
    actions.enrol_roster(cohort, by=None, at=at)
    trainee = Traineeship.objects.get()
    actions.withdraw(trainee, by=None, reason="调离", at=at)

    assert actions.enrol_roster(cohort, by=None, at=at) == 0
    assert actions.enrol(cohort, person, by=None, at=at) == trainee

    assert [each.state for each in Traineeship.objects.present()] == ["running"]
