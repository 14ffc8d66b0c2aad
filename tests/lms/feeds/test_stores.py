from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction

from lms.audit.models import Entry
from lms.feeds import actions, queries, tasks
from lms.feeds.client import StoreAway, StoreRefuses
from lms.feeds.models import Store
from lms.jobs.models import Job
from lms.kit.models import Errand
from lms.kit.queue import drain
from lms.records.actions import reverse
from tests.factories.outward import StoreFactory
from tests.factories.people import PersonFactory
from tests.factories.records import LearningRecordFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 19, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def store(lrs):
    return StoreFactory(url=lrs.url)


def fresh(store):
    return Store.objects.get(pk=store.pk)


def test_records_and_reversals_arrive_in_batches_of_a_hundred(lrs, store):
    records = LearningRecordFactory.create_batch(120)
    reverse(records[3], by=PersonFactory(), reason="重复", at=NOW - timedelta(minutes=5))

    sent = [actions.send_next(store.pk, at=NOW) for _ in range(3)]

    assert sent == [100, 21, 0]
    assert lrs.batches == [100, 21]
    assert fresh(store).cursor == queries.newest()
    verbs = [each["verb"]["id"].rpartition("/")[2] for each in lrs.statements.values()]
    assert verbs == ["completed"] * 120 + ["voided"]
    assert lrs.statements[next(reversed(lrs.statements))]["object"]["id"] == list(lrs.statements)[3]


def test_no_name_and_no_number_of_a_person_is_sent(lrs, store):
    person = PersonFactory(name="王鸢尾")
    LearningRecordFactory(person=person)
    actions.send_next(store.pk, at=NOW)
    said = str(lrs.statements)
    assert str(person.uid) in said
    assert "鸢尾" not in said
    assert person.phone not in said


def test_sending_again_changes_nothing(lrs, store):
    LearningRecordFactory.create_batch(3)
    actions.send_next(store.pk, at=NOW)
    before = dict(lrs.statements)
    Store.objects.update(cursor=0)
    actions.send_next(store.pk, at=NOW)
    assert lrs.statements == before
    assert len(lrs.batches) == 2


def test_what_the_store_knows_otherwise_does_not_hold_up_the_rest(lrs, store):
    records = LearningRecordFactory.create_batch(3)
    actions.send_next(store.pk, at=NOW)
    known = list(lrs.statements)
    lrs.statements = {known[1]: {**lrs.statements[known[1]], "timestamp": "2020-01-01T00:00:00Z"}}
    Store.objects.update(cursor=0)

    assert actions.send_next(store.pk, at=NOW) == 3

    assert set(lrs.statements) == set(known)
    assert lrs.statements[known[1]]["timestamp"].startswith("2020")
    assert fresh(store).cursor == records[2].pk


@pytest.mark.parametrize(
    ("status", "refusal"), [(503, StoreAway), (429, StoreAway), (400, StoreRefuses), (302, StoreRefuses)]
)
def test_a_store_that_says_no_is_asked_again_from_the_same_place(lrs, store, status, refusal):
    LearningRecordFactory()
    lrs.answers = [status]
    with pytest.raises(refusal):
        actions.send_next(store.pk, at=NOW)
    failed = fresh(store)
    assert (failed.cursor, failed.failed_at, str(status) in failed.fault) == (0, NOW, True)

    assert actions.send_next(store.pk, at=NOW) == 1
    assert (fresh(store).fault, fresh(store).failed_at) == ("", None)


def test_a_store_that_is_not_there(settings):
    settings.LRS_ALLOW_PRIVATE = True
    LearningRecordFactory()
    with pytest.raises(StoreAway):
        actions.send_next(StoreFactory(url="http://127.0.0.1:9/xapi").pk, at=NOW)


def test_a_store_that_speaks_no_tls(lrs):
    LearningRecordFactory()
    store = StoreFactory(url=lrs.url.replace("http://", "https://"))
    with pytest.raises(StoreAway):
        actions.send_next(store.pk, at=NOW)
    assert lrs.seen == []


def test_the_doors_for_the_worker(lrs, store, monkeypatch):
    LearningRecordFactory()
    tasks.sweep()
    monkeypatch.setattr(tasks, "_BATCHES", 1)
    drain()
    assert len(lrs.statements) == 1
    assert fresh(store).cursor == queries.newest()


def test_a_wrong_password_is_said(lrs):
    from lms.kit import sealing

    LearningRecordFactory()
    with pytest.raises(StoreRefuses, match="401"):
        actions.send_next(StoreFactory(url=lrs.url, secret_sealed=sealing.seal("falsch")).pk, at=NOW)


def test_a_record_that_is_committed_late_is_sent_after_those_that_follow_it(lrs, store, monkeypatch):
    old = LearningRecordFactory()
    LearningRecordFactory(pk=old.pk + 2)
    monkeypatch.setattr(queries, "settled", lambda: old.pk)
    assert [actions.send_next(store.pk, at=NOW) for _ in range(2)] == [1, 0]
    assert fresh(store).cursor == old.pk

    LearningRecordFactory(pk=old.pk + 1)
    monkeypatch.undo()
    assert actions.send_next(store.pk, at=NOW) == 2
    assert fresh(store).cursor == old.pk + 2


def test_a_store_never_goes_back(lrs, store, monkeypatch):
    last = LearningRecordFactory()
    actions.send_next(store.pk, at=NOW)
    monkeypatch.setattr(queries, "settled", lambda: last.pk - 1)
    assert actions.send_next(store.pk, at=NOW) == 0
    assert fresh(store).cursor == last.pk


def test_a_stopped_store_is_sent_nothing(lrs, store):
    LearningRecordFactory()
    by = PersonFactory()
    actions.stop_store(store, by=by, at=NOW)
    actions.stop_store(store, by=by, at=NOW + timedelta(hours=1))
    assert actions.send_next(store.pk, at=NOW) == 0
    assert actions.send_next(store.pk + 1, at=NOW) == 0
    assert fresh(store).stopped_at == NOW
    assert Entry.objects.filter(verb="feeds.store.ended").count() == 1


def test_the_sweep_asks_once_for_each_store_that_something_waits_for(lrs, store):
    assert actions.sweep(at=NOW) == 0
    LearningRecordFactory()
    StoreFactory(stopped_at=NOW, stopped_by=PersonFactory())
    assert [actions.sweep(at=NOW), actions.sweep(at=NOW)] == [1, 0]
    assert Errand.objects.get().arguments == {"store_id": store.pk}
    drain()
    assert len(lrs.statements) == 1
    assert actions.sweep(at=NOW) == 0


def test_what_fails_stays_in_the_outbox(lrs, store):
    LearningRecordFactory()
    actions.sweep(at=NOW)
    lrs.answers = [503]
    with pytest.raises(StoreAway):
        drain()
    assert Errand.objects.count() == 1


def test_a_job_sends_with_a_bar(lrs, store):
    LearningRecordFactory.create_batch(5)
    actions.send_now(store, by=PersonFactory(), return_url="/", at=NOW)
    drain()
    job = Job.objects.get()
    assert (job.state, job.done, job.total, job.result) == ("done", 5, 5, {"records": 5})


def test_adding_a_store_keeps_its_secret_sealed(settings):
    settings.BASE_URL, settings.LRS_ALLOW_PRIVATE = "https://xinglin.example", True
    by = PersonFactory(is_superuser=True)
    given = {"name": "省平台", "url": "http://127.0.0.1/xapi", "username": "a", "secret": "geheim"}
    store = actions.add_store(actions.StoreWish(**given), by=by, at=NOW)
    assert (store.secret, store.home_page) == ("geheim", "https://xinglin.example")
    assert b"geheim" not in bytes(store.secret_sealed)
    assert "geheim" not in str(Entry.objects.get().data)
    with pytest.raises(actions.StoreTwice):
        actions.add_store(actions.StoreWish(**given), by=by, at=NOW)


@pytest.mark.database
@pytest.mark.parametrize(
    "fields",
    [{"url": ""}, {"home_page": ""}, {"stopped_at": NOW}, {"failed_at": NOW}, {"fault": "x"}],
)
def test_the_database_refuses_half_a_store(fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        StoreFactory(**fields)
