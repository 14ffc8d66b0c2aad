"""Work leaves a transaction as an outbox row, and the row stays until the work is done."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from celery import shared_task
from django.db import IntegrityError, OperationalError, transaction
from django.dispatch import Signal
from django.utils import timezone

from lms.kit import queue, receivers
from lms.kit.models import Errand
from tests.factories.kit import ErrandFactory

pytestmark = pytest.mark.django_db

done = []


@shared_task(name="kit.test_note", ignore_result=True)
def note(*, number, **_newer):
    done.append(number)


@shared_task(name="kit.test_note_twice", ignore_result=True)
def note_twice(*, number, **_newer):
    queue.later("kit.test_note", number=number)
    queue.later("kit.test_note", number=number + 1)


@shared_task(name="kit.test_fail", ignore_result=True)
def fail(**_newer):
    raise ValueError("no")


@queue.patient_task(name="kit.test_away")
def away(*, times, **_newer):
    done.append(times)
    if len(done) <= times:
        raise OperationalError("the database is away")


@pytest.fixture(autouse=True)
def _nothing_done():
    done.clear()


@pytest.fixture
def sent(monkeypatch):
    """What reached the broker."""
    messages = []
    monkeypatch.setattr(note, "apply_async", lambda **message: messages.append(message))
    return messages


def test_later_writes_a_row_with_the_transaction():
    errand = queue.later("kit.test_note", number=3)

    stored = Errand.objects.get()
    assert (stored.pk, stored.task, stored.arguments, stored.sent_at) == (
        errand.pk,
        "kit.test_note",
        {"number": 3},
        None,
    )
    assert done == []


def test_a_transaction_that_rolls_back_leaves_no_work():
    with transaction.atomic():
        queue.later("kit.test_note", number=3)
        transaction.set_rollback(True)

    assert not Errand.objects.exists()


def test_commit_sends_and_the_row_waits_for_the_acknowledgement(sent, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        errand = queue.later("kit.test_note", number=3)

    assert sent == [{"kwargs": {"number": 3}, "headers": {"errand": str(errand.pk)}}]
    errand.refresh_from_db()
    assert (errand.attempts, errand.resend_at - errand.sent_at, errand.last_error) == (1, timedelta(minutes=2), "")


def test_work_for_later_is_not_sent_at_once(sent, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        errand = queue.later("kit.test_note", due_at=timezone.now() + timedelta(hours=1), number=3)

    assert sent == []
    assert queue.resend(errand.due_at - timedelta(seconds=1)) == 0
    assert queue.resend(errand.due_at) == 1


def test_a_broker_that_is_away_does_not_disturb_the_writer(monkeypatch, django_capture_on_commit_callbacks):
    def refuse(**_message):
        raise OSError("connection refused")

    monkeypatch.setattr(note, "apply_async", refuse)

    with django_capture_on_commit_callbacks(execute=True):
        queue.later("kit.test_note", number=3)

    stored = Errand.objects.get()
    assert (stored.attempts, stored.last_error) == (1, "connection refused")


def test_resend_sends_what_nobody_acknowledged_once_its_time_has_come(sent):
    errand = ErrandFactory(task="kit.test_note", arguments={"number": 3})

    assert queue.resend(errand.due_at) == 1
    errand.refresh_from_db()
    assert queue.resend(errand.resend_at - timedelta(microseconds=1)) == 0
    assert queue.resend(errand.resend_at) == 1

    errand.refresh_from_db()
    assert (len(sent), errand.attempts, errand.resend_at - errand.sent_at) == (2, 2, timedelta(minutes=4))


def test_resend_waits_two_hours_at_the_longest(sent):
    errand = ErrandFactory(task="kit.test_note", arguments={"number": 3}, attempts=40)

    queue.resend(errand.due_at)

    errand.refresh_from_db()
    assert errand.resend_at - errand.sent_at == timedelta(minutes=128)


def test_resend_keeps_to_its_most(sent):
    ErrandFactory.create_batch(3, task="kit.test_note", arguments={"number": 1})

    assert queue.resend(timezone.now() + timedelta(days=1), most=2) == 2


def test_a_quick_worker_is_not_undone_by_the_sender(monkeypatch):
    errand = ErrandFactory(task="kit.test_note", arguments={"number": 3})
    monkeypatch.setattr(note, "apply_async", lambda **message: queue.acknowledge(message["headers"]["errand"]))

    queue.resend(errand.due_at)

    assert not Errand.objects.exists()


def test_drain_does_the_work_and_the_work_it_makes():
    queue.later("kit.test_note_twice", number=7)

    assert queue.drain() == 3
    assert done == [7, 8]
    assert not Errand.objects.exists()


def test_drain_leaves_what_fails():
    queue.later("kit.test_fail")

    with pytest.raises(ValueError, match="no"):
        queue.drain()

    assert Errand.objects.get().task == "kit.test_fail"


def test_acknowledging_twice_is_acknowledging():
    errand = ErrandFactory()

    queue.acknowledge(errand.pk)
    queue.acknowledge(errand.pk)

    assert not Errand.objects.exists()


@pytest.mark.parametrize(
    "request_of",
    [
        pytest.param(lambda pk: SimpleNamespace(headers={"errand": pk}), id="header"),
        pytest.param(lambda pk: SimpleNamespace(headers=None, errand=pk), id="attribute"),
    ],
)
def test_a_task_that_succeeds_acknowledges_its_errand(request_of):
    errand, other = ErrandFactory(), ErrandFactory()

    receivers.acknowledge(sender=SimpleNamespace(request=request_of(errand.pk)))

    assert list(Errand.objects.all()) == [other]


def test_a_task_that_came_by_itself_acknowledges_nothing():
    errand = ErrandFactory()

    receivers.acknowledge(sender=SimpleNamespace(request=SimpleNamespace(headers=None)))

    assert list(Errand.objects.all()) == [errand]


def test_announce_reaches_those_who_listen():
    signal, heard = Signal(), []
    signal.connect(lambda **ids: heard.append(ids["record_ids"]), weak=False)

    queue.announce(signal, record_ids=[1, 2])

    assert heard == [[1, 2]]


@pytest.mark.database
@pytest.mark.parametrize(
    "fault",
    [
        pytest.param({"task": ""}, id="no-task"),
        pytest.param({"sent_at": ErrandFactory.created_at - timedelta(seconds=1)}, id="sent-before-it-was-made"),
    ],
)
def test_the_database_refuses_half_an_errand(fault):
    with pytest.raises(IntegrityError), transaction.atomic():
        ErrandFactory(**fault)


@pytest.mark.parametrize(("times", "state"), [(0, "SUCCESS"), (5, "SUCCESS"), (6, "FAILURE")])
def test_a_patient_task_is_tried_again_five_times_while_the_database_is_away(times, state):
    assert away.apply(kwargs={"times": times}).state == state
    assert len(done) == min(times, 5) + 1
