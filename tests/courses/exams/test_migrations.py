"""What an older database held is there afterwards."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from courses.exams.models import Exam
from tests.factories.exams import ExamFactory
from tests.factories.people import RosterFactory

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
