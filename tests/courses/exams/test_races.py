"""Two taps at once, on PostgreSQL."""

import asyncio
import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction

from courses.exams import actions, queries
from courses.exams.actions.saving.writer import Writer
from courses.exams.models import AnswerEntry, Sitting, SittingItem
from lms.records.models import LearningRecord
from tests.factories.exams import ready_exam
from tests.factories.people import PersonFactory
from tests.factories.sync import answer, case_sitting, hand_over, save_of
from tests.racing import at_once

GRACE = timedelta(seconds=5)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database, pytest.mark.postgresql]


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

    at_once(8, lambda n: answer(sitting, 1, [n % 4], at, sequence=n + 1))

    held = queries.held(sitting)[1]
    assert held.sequence == 8
    assert held.chosen == [sitting.items.get(position=1).order[3]]


def test_of_equal_sequences_at_once_everybody_is_told_the_one_that_stays(at):
    sitting = actions.start_sitting(exam=ready_exam(), person=PersonFactory(), at=at)

    told = at_once(8, lambda n: hand_over(sitting, at, (n + 1, 1, 1, [n % 4])))

    held = queries.held(sitting)[1]
    order = sitting.items.get(position=1).order
    assert {each["held"]["1"]["shown"][0] for each in told} == {order.index(held.chosen[0])}
    assert AnswerEntry.objects.count() == 8


@pytest.mark.parametrize("ends", ["the person", "the bell"])
def test_what_was_acknowledged_before_the_end_is_marked(at, ends):
    sitting = actions.start_sitting(exam=ready_exam(), person=PersonFactory(), at=at)
    # The last moment in which a save is in time, and the first in which the bell may ring.
    last, bell = sitting.deadline_at + GRACE, sitting.deadline_at + GRACE + timedelta(microseconds=1)

    def deed(n):
        if n != 4:
            return answer(sitting, n + 1, [0], last)
        if ends == "the bell":
            return actions.close_due(at=bell)
        return actions.submit_sitting(sitting=sitting, at=last)

    told = [each for n, each in enumerate(at_once(8, deed)) if n != 4]

    in_time = sum(not each["late"] for each in told)
    assert AnswerEntry.objects.filter(late=False).count() == in_time
    assert AnswerEntry.objects.count() == 7
    assert sitting.items.exclude(chosen=[]).count() == in_time
    assert not SittingItem.objects.filter(earned_hundredths=None).exists()
    sitting.refresh_from_db()
    assert actions.check_receipts() == actions.Checked(1, [])


def hang_up():
    """Have the database end everybody else's connection."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE pid <> pg_backend_pid() AND backend_type = 'client backend' AND datname = current_database()"
        )


@pytest.fixture
def one():
    """Hand a save over to one writer and wait; its thread keeps its connection, which is taken from it afterwards."""
    writer = Writer()
    yield lambda save: asyncio.run(writer.hand_over(save))
    hang_up()


def test_the_writer_of_a_process_keeps_all_of_many_phones_across_a_lost_connection(at, one):
    sittings = [actions.start_sitting(exam=ready_exam(), person=PersonFactory(), at=at) for _ in range(4)]

    def deed(n):
        return [one(save_of(sittings[n % 4], at, (each, 1 + n, each, [0]))) for each in range(1, 6)]

    first = at_once(8, deed)
    hang_up()
    again = at_once(8, deed)

    # Phones 0 and 4 share a sitting, a device and numbers: who came second is told so, and nothing is overwritten.
    kept = [answer["kept"] for told in first + again for answer in told if answer["kept"]]
    assert AnswerEntry.objects.count() == 20
    assert len(kept) == 40


def test_a_sitting_that_is_being_closed_does_not_hold_up_the_others(at, one):
    closing, other = (actions.start_sitting(exam=ready_exam(), person=PersonFactory(), at=at) for _ in range(2))
    with transaction.atomic():
        Sitting.objects.select_for_update().get(pk=closing.pk)
        waits = threading.Thread(target=one, args=[save_of(closing, at, (1, 1, 1, [0]))])
        waits.start()

        assert one(save_of(other, at, (1, 1, 1, [0])))["kept"] == [1]
        assert AnswerEntry.objects.count() == 1
    waits.join()

    assert AnswerEntry.objects.count() == 2


def test_going_on_in_a_case_and_answers_of_the_stage_before_take_turns(at):
    sitting, version = case_sitting(at)

    def deed(n):
        if n == 3:
            return actions.reach_stage(sitting=sitting, position=2, at=at)
        return hand_over(sitting, at, (n + 1, 1, n + 1, [0]))

    told = [each for n, each in enumerate(at_once(8, deed)) if n != 3]

    assert AnswerEntry.objects.count() == sum(len(each["kept"]) for each in told)
    assert {code["code"] for each in told for code in each["refused"]} <= {"stage_closed"}
    assert version.pk
