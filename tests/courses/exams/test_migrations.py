"""What an older database held is there afterwards."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from courses.exams.models import Exam, Result
from tests.factories.exams import AnswerFactory, ExamFactory, SittingFactory
from tests.factories.people import RosterFactory
from tests.factories.records import LearningRecordFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]


def migrate(name):
    executor = MigrationExecutor(connection)
    executor.migrate([("exams", name)])
    return executor.loader.project_state([("exams", name)]).apps


def newest():
    return MigrationExecutor(connection).loader.graph.leaf_nodes("exams")[0][1]


def test_an_exam_keeps_the_roster_it_was_for():
    roster = RosterFactory()
    limited, free = ExamFactory(), ExamFactory()
    try:
        old = migrate("0002_append_only")
        old.get_model("exams", "Exam").objects.filter(pk=limited.pk).update(roster=roster.pk)
    finally:
        migrate(newest())

    assert list(Exam.objects.get(pk=limited.pk).rosters.all()) == [roster]
    assert not Exam.objects.get(pk=free.pk).rosters.exists()


def test_a_paper_that_ended_before_results_were_kept_has_one_and_its_answers():
    began = datetime(2026, 11, 19, 2, 0, tzinfo=UTC)
    ended = {"submitted_at": began, "closed_by": "person", "score_hundredths": 5000, "passed": False}
    sitting = SittingFactory(**ended)
    item = AnswerFactory(item__sitting=sitting, chosen=[2]).item
    record = LearningRecordFactory(source_key=f"exams:sitting:{sitting.pk}")

    migrate("0007_marking")
    migrate(newest())

    result = Result.objects.get()
    assert (result.sitting, result.number, result.score_hundredths, result.passed) == (sitting, 1, 5000, False)
    assert (result.cause, result.at, result.record) == ("closed", began, record)
    item.refresh_from_db()
    assert item.chosen == [2]
