"""What one new record costs: a constant number of queries that read that person's records alone, by an index."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from certificates.schemes import actions
from certificates.schemes.models import Progress
from certificates.schemes.queries import periods_of, requirements_of, values_of
from certificates.schemes.queries import values as module
from certificates.schemes.queries.evidence import judge, records_of
from lms.records.models import LearningRecord
from tests.factories.records import ActivityFactory, LearningRecordFactory
from tests.factories.schemes import CohortFactory, LevelFactory, TraineeshipFactory

pytestmark = pytest.mark.django_db

ASKED = [
    {"title": "讲座", "activity_kind": "lecture", "target": 2},
    {"title": "学时", "measure": "minutes", "target": 100},
    {"title": "跟师", "measure": "days", "target": 2, "activity_kind": "practical"},
    {"title": "带教", "measure": "sessions", "target": 3},
    {"title": "组", "measure": "any", "parts": [{"title": "考试", "measure": "pass", "activity_kind": "exam"}]},
]


@pytest.fixture
def cohort(at):
    made = CohortFactory()
    actions.edit_requirements(made.scheme, actions.outline(ASKED), by=None, at=at)
    actions.take_into_use(made, by=None, at=at)
    return made


def read_of(person, cohort):
    """Return the queries that working out one person's progress takes."""
    with CaptureQueriesContext(
        connection,
    ) as caught:
        values_of(requirements_of(cohort), cohort, [person])
    return [each["sql"] for each in caught if "records_learningrecord" in each["sql"]]


def test_records_are_read_once_whatever_is_asked(cohort):
    trainee = TraineeshipFactory(cohort=cohort)

    assert len(read_of(trainee.person_id, cohort)) == 1


def test_one_record_is_found_by_an_index_and_no_table_is_read_through(cohort):
    trainee = TraineeshipFactory(cohort=cohort)
    activity = ActivityFactory(kind="lecture")
    for other in range(30):
        LearningRecordFactory(activity=activity, source_key=f"other:{other}")
    LearningRecordFactory(person=trainee.person, activity=activity)
    (sql,) = read_of(trainee.person_id, cohort)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # So few rows fit one page, which is read as a whole if that is allowed.
            cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            ("EXPLAIN " if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN ") + sql.replace("%", "%%")
        )
        plan = "\n".join(str(row) for row in cursor.fetchall())

    assert "record_by_person_and_time" in plan
    assert "SCAN records_learningrecord" not in plan
    assert "AUTOMATIC" not in plan
    assert "Seq Scan on records_learningrecord" not in plan


@pytest.mark.parametrize("others", [1, 40])
def test_progress_of_one_person_costs_the_same_whatever_is_on_record(cohort, at, others, django_assert_num_queries):
    trainee = TraineeshipFactory(cohort=cohort)
    activity = ActivityFactory(kind="lecture")
    for other in range(others):
        person = TraineeshipFactory(cohort=cohort).person
        LearningRecordFactory(activity=activity, person=person, source_key=f"other:{other}", happened_at=at)
    actions.recompute(at=at)
    LearningRecordFactory(person=trainee.person, activity=activity, outcome="attended", happened_at=at)

    with django_assert_num_queries(9):
        actions.recompute(person_ids=[trainee.person_id], at=at)

    assert Progress.objects.get(traineeship=trainee, requirement__title="讲座").value == 1


def test_more_requirements_than_a_number_has_bits_are_measured_in_parts(at, monkeypatch):
    monkeypatch.setattr(module, "_AT_ONCE", 2)
    cohort = CohortFactory()
    data = [{"title": f"第{n}项", "activity_kind": "lecture", "target": n + 1} for n in range(5)]
    actions.edit_requirements(cohort.scheme, actions.outline(data), by=None, at=at)
    trainee = TraineeshipFactory(cohort=cohort)
    for number in range(3):
        activity = ActivityFactory(kind="lecture")
        moment = at + timedelta(hours=number)
        LearningRecordFactory(person=trainee.person, activity=activity, outcome="attended", happened_at=moment)

    (found,) = values_of(requirements_of(cohort), cohort, [trainee.person_id]).values()

    assert [each.value for each in found] == [3] * 5
    assert [each.met_at is not None for each in found] == [True, True, True, False, False]


@pytest.mark.parametrize(
    ("evidence", "score", "reached"),
    [
        ({"level": "合格"}, None, True),
        ({"level": "优秀"}, None, True),
        ({"level": "不合格"}, None, False),
        ({}, 6000, True),
        ({}, 5999, False),
        ({}, None, False),
    ],
)
def test_a_level_is_reached_by_its_word_or_by_the_score(at, evidence, score, reached):
    level = LevelFactory()
    type(level).objects.filter(pk=level.pk).update(from_score_hundredths=6000)
    level.refresh_from_db()
    cohort = CohortFactory()
    data = [{"title": "考核", "measure": "level", "level": level}]
    actions.edit_requirements(cohort.scheme, actions.outline(data), by=None, at=at)
    trainee = TraineeshipFactory(cohort=cohort)
    fields = {"outcome": "completed", "happened_at": at, "evidence": evidence, "score_hundredths": score}
    LearningRecordFactory(person=trainee.person, **fields)

    found = values_of(requirements_of(cohort), cohort, [trainee.person_id])

    assert bool(found) is reached
    assert LearningRecord.objects.count() == 1


@pytest.mark.parametrize(
    ("asked", "evidence", "said"),
    [
        ({"measure": "days", "target": 2}, [{}, {}], ["", "this day has already counted"]),
        ({"measure": "level"}, [{"level": "不合格"}, {"level": "合格"}], ["the level is too low", ""]),
    ],
)
def test_why_a_record_does_not_count_is_said(at, settings, asked, evidence, said):
    settings.LANGUAGE_CODE = "en"
    cohort = CohortFactory()
    level = {"level": LevelFactory()} if asked["measure"] == "level" else {}
    actions.edit_requirements(cohort.scheme, actions.outline([{"title": "项", **asked, **level}]), by=None, at=at)
    person = TraineeshipFactory(cohort=cohort).person
    for number, each in enumerate(evidence):
        moment = at + timedelta(minutes=number)
        LearningRecordFactory(person=person, outcome="completed", happened_at=moment, evidence=each)
    (requirement,) = requirements_of(cohort)

    judged = judge(requirement, periods_of([requirement], cohort)[0], records_of(person.pk))

    assert [str(each.reason) for each in judged] == said
