"""Which records a completion rests on."""

from datetime import timedelta

import pytest

from certificates.schemes.queries import footings
from tests.factories.credits import CreditLineFactory
from tests.factories.records import ActivityFactory, LearningRecordFactory, SubjectFactory
from tests.factories.schemes import (
    CohortFactory,
    ExemptionFactory,
    LevelFactory,
    RequirementFactory,
    SchemeFactory,
    TraineeshipFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort():
    return CohortFactory(scheme=SchemeFactory())


@pytest.fixture
def trainee(cohort):
    return TraineeshipFactory(cohort=cohort)


def ask(cohort, *, position=0, parent=None, **asked):
    depth = parent.depth + 1 if parent else 0
    return RequirementFactory(scheme=cohort.scheme, position=position, parent=parent, depth=depth, **asked)


def did(trainee, kind="lecture", **more):
    """A record of ``trainee``: an activity of ``kind`` attended, unless another is given."""
    activity = more.pop("activity", None) or ActivityFactory(kind=kind)
    return LearningRecordFactory(person=trainee.person, activity=activity, **{"outcome": "attended", **more})


def resting(trainee, **more):
    return footings(trainee.cohort, [trainee], **more)[trainee.pk]


def test_what_counted_and_nothing_else(cohort, trainee, at):
    lecture = ActivityFactory(kind="lecture")
    ask(cohort, activity_kind="lecture", target=2)
    first, other = did(trainee, activity=lecture), did(trainee)
    did(trainee, activity=lecture, happened_at=at)
    did(trainee, kind="exam")
    did(trainee, outcome="failed")
    did(trainee, role="teacher")
    did(trainee, happened_at=at - timedelta(days=4000))
    did(TraineeshipFactory(cohort=cohort))

    assert resting(trainee) == [first.pk, other.pk]


def test_more_than_enough_counted_all_the_same(cohort, trainee):
    ask(cohort, activity_kind="lecture", target=1)

    assert len([did(trainee), did(trainee)]) == len(resting(trainee))


def test_minutes_days_and_subjects_are_judged_as_in_the_progress(cohort, trainee, at):
    subject = SubjectFactory()
    about = ActivityFactory(kind="lesson")
    about.subjects.add(subject)
    ask(cohort, position=0, activity_kind="lesson", measure="minutes", target=30, subject=subject)
    ask(cohort, position=1, activity_kind="practical", measure="days", target=1)
    lesson, day = did(trainee, activity=about), did(trainee, kind="practical", happened_at=at)
    did(trainee, kind="practical", happened_at=at + timedelta(hours=1))
    did(trainee, kind="lesson")

    assert resting(trainee) == [lesson.pk, day.pk]


def test_a_level_is_asked_for_once_whatever_the_people(cohort, django_assert_num_queries):
    level = LevelFactory(scale="出科考核", from_score_hundredths=6000)
    ask(cohort, activity_kind="exam", measure="level", target=1, level=level)
    trainees = [TraineeshipFactory(cohort=cohort) for _ in range(3)]
    passed = [did(each, kind="exam", outcome="passed", score_hundredths=7000) for each in trainees]
    did(trainees[0], kind="exam", outcome="passed", score_hundredths=5000)

    for some in (trainees[:1], trainees):
        with django_assert_num_queries(4):
            found = footings(cohort, some)

    assert found == {each.pk: [record.pk] for each, record in zip(trainees, passed, strict=True)}


def test_credits_rest_on_the_records_that_earned_them(cohort, trainee):
    ask(cohort, activity_kind="", measure="credits", target=100, authority="省")
    earned, elsewhere, capped = did(trainee), did(trainee), did(trainee)
    CreditLineFactory(record=earned, person=trainee.person, authority="省", hundredths=100, uncapped_hundredths=100)
    CreditLineFactory(record=elsewhere, person=trainee.person, authority="市", hundredths=100, uncapped_hundredths=100)
    CreditLineFactory(
        record=capped, person=trainee.person, authority="省", hundredths=0, uncapped_hundredths=100, capped_by="year"
    )

    assert resting(trainee) == [earned.pk]


def test_what_was_waived_rests_on_no_record(cohort, trainee):
    waived = ask(cohort, position=0, activity_kind="lecture")
    ask(cohort, position=1, activity_kind="exam", measure="pass")
    ExemptionFactory(traineeship=trainee, requirement=waived)
    did(trainee)
    passed = did(trainee, kind="exam", outcome="passed")

    assert resting(trainee) == [passed.pk]


@pytest.mark.parametrize("waived", [False, True])
def test_of_a_group_the_parts_that_were_not_needed_do_not_count(cohort, trainee, waived):
    group = ask(cohort, position=0, measure="any", activity_kind="", title="任选")
    ask(cohort, position=1, parent=group, activity_kind="lecture", target=1)
    ask(cohort, position=2, parent=group, activity_kind="exam", measure="count", target=2)
    lecture = did(trainee)
    did(trainee, kind="exam", outcome="passed")
    if waived:
        ExemptionFactory(traineeship=trainee, requirement=group)

    assert resting(trainee) == ([] if waived else [lecture.pk])


def test_what_is_not_met_keeps_what_counted_toward_it(cohort, trainee):
    ask(cohort, activity_kind="lecture", target=5)

    only = did(trainee)

    assert resting(trainee) == [only.pk]


def test_as_it_was_known_then(cohort, trainee, at):
    ask(cohort, position=0, activity_kind="lecture", target=9)
    ask(cohort, position=1, activity_kind="", measure="credits", target=100)
    since, before = did(trainee), did(trainee)
    for record, recorded_at in ((since, at), (before, at - timedelta(hours=1))):
        LearningRecordFactory(
            person=trainee.person,
            activity=record.activity,
            outcome="reversed",
            reverses=record,
            recorded_at=recorded_at,
        )
    standing, _later = did(trainee), did(trainee, recorded_at=at)

    assert resting(trainee, known_at=at) == [since.pk, standing.pk]


def test_a_class_that_asks_nothing_rests_on_nothing(cohort, trainee):
    did(trainee)

    assert resting(trainee) == []
    assert footings(cohort, []) == {}
