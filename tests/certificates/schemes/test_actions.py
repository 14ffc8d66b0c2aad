from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction

from certificates.schemes import actions
from certificates.schemes.actions import progress
from certificates.schemes.models import Cohort, Progress, Requirement, Scheme, Traineeship
from certificates.schemes.signals import completion_changed
from lms.audit.models import Entry
from lms.records.actions import Deed, reverse, write
from tests.factories.people import OrganisationFactory, PersonFactory, RosterEntryFactory, RosterFactory
from tests.factories.records import ActivityFactory
from tests.factories.schemes import CohortFactory, RequirementFactory, SchemeFactory, TraineeshipFactory

pytestmark = pytest.mark.django_db


def _attend(person, moment, key):
    activity = ActivityFactory(kind="lecture")
    deed = Deed(person=person, activity=activity, outcome="attended", source_key=key, happened_at=moment, minutes=60)
    return write(deed, at=moment)


@pytest.fixture
def heard():
    """Collect what schemes announce."""
    said = []

    def hear(traineeship_ids, person_ids, **_more):
        said.append((traineeship_ids, person_ids))

    completion_changed.connect(hear)
    yield said
    completion_changed.disconnect(hear)


def test_create_scheme_twice_is_one_scheme(at):
    data = {
        "code": "WF-SXYS",
        "name": "首席医师培训班",
        "organiser": OrganisationFactory(),
        "requirements": [
            {"title": "听讲座两次", "activity_kind": "lecture", "target": 2},
            {"title": "带教三次", "activity_kind": "teaching", "target": 3},
        ],
    }

    first = actions.create_scheme(data, by=None, at=at)
    second = actions.create_scheme(data, by=None, at=at)

    assert first == second == Scheme.objects.get()
    rows = Requirement.objects.order_by("position").values_list("title", "position", "each_activity_once")
    assert list(rows) == [("听讲座两次", 0, True), ("带教三次", 1, False)]


def test_open_cohort_twice_is_one_class_and_keeps_the_schemes_organiser(at):
    scheme = RequirementFactory().version.scheme
    details = {"starts_on": date(2026, 3, 1), "ends_on": date(2026, 6, 30)}

    first = actions.open_cohort(scheme=scheme, name="一班", by=None, at=at, **details)
    second = actions.open_cohort(scheme=scheme, name="一班", by=None, at=at, **details)

    assert first == second == Cohort.objects.get()
    assert first.organiser == scheme.organiser


def test_open_cohort_refuses_a_scheme_that_asks_nothing(at):
    with pytest.raises(actions.SchemeEmpty):
        actions.open_cohort(scheme=SchemeFactory(), name="一班", by=None, at=at)

    assert not Cohort.objects.exists()


def test_enrol_roster_takes_everybody_on_it_today_once(at):
    cohort = CohortFactory(scheme=RequirementFactory().version.scheme)
    here = RosterEntryFactory(roster=cohort.roster, joined_on=date(2026, 11, 19))
    RosterEntryFactory(roster=cohort.roster, left_on=date(2026, 11, 19))
    RosterEntryFactory(roster=cohort.roster, joined_on=date(2026, 11, 20))

    assert actions.enrol_roster(cohort, by=None, at=at) == 1
    assert actions.enrol_roster(cohort, by=None, at=at) == 0

    assert Traineeship.objects.get().person == here.person
    assert Progress.objects.get().value == 0
    assert Entry.objects.filter(verb="schemes.cohort.enrolled").count() == 1


@pytest.mark.parametrize(
    ("roster", "asks", "refusal"),
    [
        pytest.param(False, True, actions.RosterMissing, id="no-roster"),
        pytest.param(True, False, actions.SchemeEmpty, id="no-requirements"),
    ],
)
def test_enrol_roster_refuses_and_leaves_no_trace(at, roster, asks, refusal):
    cohort = CohortFactory(roster=RosterFactory() if roster else None)
    if asks:
        RequirementFactory(scheme=cohort.scheme)

    with pytest.raises(refusal):
        actions.enrol_roster(cohort, by=None, at=at)

    assert not Traineeship.objects.exists()
    assert not Entry.objects.exists()


def test_the_last_record_completes_and_its_reversal_reopens(at, work, heard):
    requirement = RequirementFactory(target=2)
    trainee = TraineeshipFactory(cohort__scheme=requirement.version.scheme)
    first = at - timedelta(days=2)
    _attend(trainee.person, first, "one")
    last = _attend(trainee.person, at, "two")
    _attend(trainee.person, at + timedelta(days=1), "three-too-many")
    work()

    trainee.refresh_from_db()
    assert (trainee.state, trainee.completed_at) == ("completed", at)

    reverse(last, by=None, reason="误录", at=at)
    work()
    trainee.refresh_from_db()
    assert (trainee.state, trainee.completed_at) == ("completed", at + timedelta(days=1))

    reverse(last.person.learning_records.get(source_key="one"), by=None, reason="误录", at=at)
    work()
    trainee.refresh_from_db()
    assert (trainee.state, trainee.completed_at) == ("running", None)
    verbs = Entry.objects.filter(verb__startswith="schemes.").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == [
        "schemes.traineeship.completed",
        "schemes.traineeship.completed",
        "schemes.traineeship.reopened",
    ]
    assert heard == [([trainee.pk], [trainee.person_id])] * 3


@pytest.mark.parametrize(
    ("moment", "counts"),
    [
        pytest.param(datetime(2026, 2, 28, 15, 59, 59, tzinfo=UTC), False, id="the-second-before-the-first-day"),
        pytest.param(datetime(2026, 2, 28, 16, 0, tzinfo=UTC), True, id="midnight-in-shanghai"),
        pytest.param(datetime(2026, 12, 31, 15, 59, 59, tzinfo=UTC), True, id="last-second-of-the-last-day"),
        pytest.param(datetime(2026, 12, 31, 16, 0, tzinfo=UTC), False, id="the-day-after"),
    ],
)
def test_only_the_period_of_the_class_counts(work, moment, counts):
    requirement = RequirementFactory()
    trainee = TraineeshipFactory(cohort__scheme=requirement.version.scheme)

    _attend(trainee.person, moment, "one")
    work()

    assert Progress.objects.get().value == (1 if counts else 0)


def test_a_scheme_without_requirements_completes_nobody(at):
    trainee = TraineeshipFactory()

    assert actions.recompute(cohort=trainee.cohort, at=at) == 0


def test_sweep_finds_what_a_lost_signal_left(at):
    requirement = RequirementFactory()
    trainee = TraineeshipFactory(cohort__scheme=requirement.version.scheme)
    old = TraineeshipFactory(
        cohort=CohortFactory(scheme=requirement.version.scheme, starts_on=date(2020, 1, 1), ends_on=date(2020, 2, 1))
    )
    _attend(trainee.person, at, "one")

    assert actions.sweep(at=at) == 1

    trainee.refresh_from_db()
    assert trainee.completed_at == at
    assert not old.progress.exists()


def test_recompute_takes_thousands_of_people_in_parts(at, monkeypatch):
    monkeypatch.setattr(progress, "_PEOPLE_AT_ONCE", 2)
    requirement = RequirementFactory()
    cohort = CohortFactory(scheme=requirement.version.scheme)
    trainees = [TraineeshipFactory(cohort=cohort) for _ in range(3)]

    actions.recompute(person_ids=[trainee.person_id for trainee in trainees], at=at)

    assert Progress.objects.count() == 3


@pytest.mark.parametrize("size", [1, 3])
def test_recompute_of_a_class_costs_the_same_whatever_its_size(at, size, django_assert_num_queries):
    requirement = RequirementFactory()
    cohort = CohortFactory(scheme=requirement.version.scheme)
    for _ in range(size):
        TraineeshipFactory(cohort=cohort)

    with django_assert_num_queries(9):
        actions.recompute(cohort=cohort, at=at)


def test_a_class_with_people_keeps_its_scheme():
    trainee = TraineeshipFactory()

    with pytest.raises(actions.ClassHasTrainees) as refused:
        actions.refuse_other_scheme(trainee.cohort)

    assert refused.value.data == {"number": 1}
    actions.refuse_other_scheme(CohortFactory())


def test_a_period_that_takes_completions_away_is_refused_and_changes_nothing(at, work):
    trainee = TraineeshipFactory(cohort__scheme=RequirementFactory().version.scheme)
    _attend(trainee.person, at, "one")
    work()
    written = Entry.objects.count()
    cohort, by = Cohort.objects.get(), PersonFactory()
    cohort.starts_on, cohort.ends_on = date(2030, 1, 1), date(2030, 2, 1)

    @transaction.atomic
    def save():
        cohort.save()
        actions.note_cohort(cohort, by=by, at=at, made=False)

    with pytest.raises(actions.CompletionsLost) as refused:
        save()

    assert refused.value.data == {"number": 1}
    trainee.refresh_from_db()
    assert (trainee.state, trainee.completed_at) == ("completed", at)
    assert Cohort.objects.get().starts_on == date(2026, 3, 1)
    assert Entry.objects.count() == written


@pytest.mark.parametrize(("made", "verbs"), [(True, ("created", "opened")), (False, ("changed", "changed"))])
def test_what_was_saved_in_the_admin_is_written_down(at, made, verbs):
    traineeship, clerk = TraineeshipFactory(), PersonFactory()
    cohort = traineeship.cohort

    scheme = SchemeFactory.build(organiser=cohort.organiser) if made else cohort.scheme
    actions.save_scheme(scheme, [], by=clerk, at=at, note="")
    actions.note_cohort(cohort, by=clerk, at=at, made=made)

    said = Entry.objects.order_by("pk").values_list("verb", flat=True)
    assert [each for each in said if each.endswith(verbs)] == [
        f"schemes.scheme.{verbs[0]}",
        f"schemes.cohort.{verbs[1]}",
    ]
