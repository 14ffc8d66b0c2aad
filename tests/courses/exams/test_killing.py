"""Real workers killed with ``kill -9`` while they mark anew: one reversal and one new record for each paper."""

import pytest
from django.db import connection

from courses.exams import actions
from courses.exams.actions.results import Occasion, settle_many
from tests.courses.exams.killing import regrade_under_fire
from tests.courses.exams.papers import handed_in
from tests.factories.exams import ExamFactory, QuestionVersionFactory
from tests.factories.people import PersonFactory

PAPERS = 90


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_at_any_moment_leaves_one_reversal_and_one_record_for_each(at, tmp_path):
    if connection.vendor != "sqlite":
        pytest.skip("the workers run on a copy of the SQLite database")
    exam, version = ExamFactory(), QuestionVersionFactory(right=[1])
    papers = [handed_in(exam, [1 + number % 3], version=version, points=100) for number in range(PAPERS)]
    settle_many([each.pk for each in papers], Occasion("closed", at))
    change = actions.Correction(rule="replace", right=[2], reason="教材第九版已改")
    by = PersonFactory(is_superuser=True)
    regrade = actions.correct_key(version=version, part=0, change=change, by=by, at=at)

    left = regrade_under_fire(regrade, kills=5, folder=tmp_path, step=4, seconds=0.3)

    third = PAPERS // 3
    assert left.pop("killed") >= 2
    assert left == {
        "state": "done",
        "is_done": True,
        "results": [1] * 2 * third,
        "reversals": 2 * third,
        "standing": [0] * 2 * third + [10000] * third,
        "announced": 2 * third,
        "told": [1] * 2 * third,
    }
