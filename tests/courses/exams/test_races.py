"""Two taps at once, on PostgreSQL."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from courses.exams import actions
from courses.exams.models import Answer, Sitting, SittingItem
from lms.kit.errors import Refusal
from lms.records.models import LearningRecord
from tests.factories.exams import ready_exam
from tests.factories.people import PersonFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database, pytest.mark.postgresql]


def at_once(count, deed):
    """Do ``deed(n)`` in ``count`` threads that start together; return what each returned or was refused with."""
    gate, results = threading.Barrier(count), [None] * count

    def run(n):
        gate.wait()
        try:
            results[n] = deed(n)
        except Refusal as said_no:
            results[n] = said_no
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[n]) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_starts_at_once_give_one_sitting(at):
    exam, person = ready_exam(attempts=3), PersonFactory()

    started = at_once(8, lambda _n: actions.start_sitting(exam=exam, person=person, at=at))

    assert len({sitting.pk for sitting in started}) == 1
    assert Sitting.objects.count() == 1
    assert SittingItem.objects.count() == 8


def test_submits_at_once_and_the_bell_give_one_record(at):
    sitting = actions.start_sitting(exam=ready_exam(), person=PersonFactory(), at=at)
    late = at + timedelta(hours=2)

    at_once(8, lambda n: actions.close_due(at=late) if n % 2 else actions.submit_sitting(sitting=sitting, at=late))

    assert LearningRecord.objects.count() == 1


def test_of_saves_at_once_the_latest_stays(at):
    sitting = actions.start_sitting(exam=ready_exam(), person=PersonFactory(), at=at)

    at_once(8, lambda n: actions.save_answer(sitting=sitting, position=1, shown=[n % 4], sequence=n + 1, at=at))

    answer = Answer.objects.get()
    assert answer.sequence == 8
    assert answer.chosen == [sitting.items.get(position=1).order[3]]


def test_what_was_acknowledged_before_the_end_is_marked(at):
    sitting = actions.start_sitting(exam=ready_exam(), person=PersonFactory(), at=at)

    def deed(n):
        if n == 4:
            return actions.submit_sitting(sitting=sitting, at=at)
        return actions.save_answer(sitting=sitting, position=n + 1, shown=[0], sequence=1, at=at)

    results = at_once(8, deed)

    acknowledged = sum(isinstance(result, Answer) for result in results)
    assert Answer.objects.count() == acknowledged
    assert not SittingItem.objects.filter(earned_hundredths=None).exists()
