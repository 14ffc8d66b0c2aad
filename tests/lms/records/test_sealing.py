"""Sealing: what is kept, whatever happens meanwhile."""

import pytest
from django.db import IntegrityError, connection, transaction

from lms.records import tasks
from lms.records.actions import AnotherSeals, NumbersOpen, SealsDamaged, seal, sealing
from lms.records.keys import NoSealKey, is_ours
from lms.records.models import SealedRun, TreeHead
from lms.records.queries import latest_head, rows
from lms.records.rules.canonical import canonical
from lms.records.rules.merkle import root_of
from tests.factories.records import LearningRecordFactory, SealedRunFactory, TreeHeadFactory
from tests.lms.records.sealing import DAY, as_operator, fill, seal_on

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def true_root():
    """The root over all records, worked out at once."""
    (page,) = rows.pages(rows.BEFORE_ALL, 1 << 62, at_once=10_000)
    return root_of(page.hashes)


def test_a_head_is_over_all_records_and_signed():
    ids = fill(600)

    head = seal_on(1)

    assert (head.size, bytes(head.root), head.at) == (600, true_root(), DAY.replace(day=20))
    assert is_ours(TreeHead.objects.get().note)
    assert latest_head() == head
    runs = SealedRun.objects.order_by("level", "start")
    assert [(run.level, run.start, run.width) for run in runs] == [(0, 0, 256), (0, 256, 256), (0, 512, 88), (1, 0, 2)]
    assert (runs[1].first_id, runs[1].last_id) == (ids[256], ids[511])


def test_what_comes_later_is_added_and_nothing_is_written_again():
    fill(300)
    first = seal_on(1)
    before = list(SealedRun.objects.order_by("pk").values())
    fill(500)

    second = seal_on(2)

    assert (second.size, bytes(second.root)) == (800, true_root())
    assert list(SealedRun.objects.order_by("pk").values())[: len(before)] == before
    assert list(TreeHead.objects.order_by("pk")) == [first, second]


def test_sealing_again_with_nothing_new_changes_nothing():
    assert seal_on(1) is None
    fill(3)
    head, runs = seal_on(1), SealedRun.objects.count()

    assert seal_on(2) == head
    assert (TreeHead.objects.count(), SealedRun.objects.count()) == (1, runs)


def test_it_goes_on_where_it_was_cut_off(monkeypatch):
    fill(700)
    monkeypatch.setattr(rows.pages, "__kwdefaults__", {"at_once": 150})

    def stop(done):
        if done == 450:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        seal(at=DAY, say=stop)
    assert not TreeHead.objects.exists()

    head = seal_on(1)

    assert (head.size, bytes(head.root)) == (700, true_root())


def test_the_head_alone_is_made_up_for(monkeypatch):
    fill(10)
    monkeypatch.setattr(sealing, "_sign", lambda *_: None)
    seal_on(1)
    monkeypatch.undo()

    assert seal_on(2).size == 10


def test_of_two_at_once_the_database_lets_one_go_on(monkeypatch):
    fill(10)
    stale = sealing.edges.load()
    head = seal_on(1)
    fill(5)
    monkeypatch.setattr(sealing.edges, "load", lambda: stale)

    with pytest.raises(AnotherSeals):
        seal_on(2)

    assert list(TreeHead.objects.all()) == [head]


def test_without_a_key_nothing_is_sealed(settings, tmp_path, caplog):
    fill(1)
    settings.SEAL_KEY_FILE, settings.DATA_DIR = "", tmp_path

    with pytest.raises(NoSealKey):
        seal_on(1)
    tasks.seal()

    assert not SealedRun.objects.exists()
    assert "SEAL_KEY_FILE" in caplog.text


def test_nothing_is_signed_on_top_of_a_head_that_does_not_fit():
    fill(10)
    seal_on(1)
    fill(1)
    with as_operator() as cursor:
        cursor.execute("UPDATE records_sealedrun SET hashes = %s", [b"x" * 320])

    with pytest.raises(SealsDamaged):
        seal_on(2)


def test_nothing_is_signed_on_top_of_hashes_that_are_gone():
    fill(10)
    seal_on(1)
    with as_operator() as cursor:
        cursor.execute("DELETE FROM records_sealedrun")

    with pytest.raises(SealsDamaged):
        seal_on(2)


def test_nothing_is_signed_on_top_of_a_head_that_is_not_ours():
    TreeHeadFactory()

    with pytest.raises(SealsDamaged):
        seal_on(2)


def test_the_worker_seals_what_is_there_and_leaves_the_rest_to_the_other(monkeypatch, caplog):
    LearningRecordFactory()
    tasks.seal()
    assert latest_head().size == 1

    def busy(*_args):
        raise IntegrityError("sealed_run_once")

    LearningRecordFactory()
    monkeypatch.setattr(sealing, "_keep", busy)
    tasks.seal()
    assert latest_head().size == 1
    assert [each.levelname for each in caplog.records] == ["WARNING"]
    assert "sealed_run_once" in caplog.text


def test_while_a_lower_number_may_come_nothing_is_sealed_and_the_log_says_so(monkeypatch, caplog):
    LearningRecordFactory()
    monkeypatch.setattr(sealing, "horizon", lambda: None)

    with pytest.raises(NumbersOpen):
        seal_on(1)
    tasks.seal()

    assert not SealedRun.objects.exists()
    assert [each.levelname for each in caplog.records] == ["ERROR"]


class TestTheDatabaseRefuses:
    @pytest.mark.parametrize(
        "wrong",
        [
            pytest.param({"start": 5}, id="a-gap"),
            pytest.param({"start": 0}, id="the-same-again"),
            pytest.param({"first_id": 1, "last_id": 1}, id="an-earlier-record"),
            pytest.param({"hashes": b"h" * 31}, id="half-a-hash"),
            pytest.param({"width": 2}, id="too-few-hashes"),
            pytest.param({"width": 0, "hashes": b""}, id="no-hash"),
            pytest.param({"first_id": 9, "last_id": 8}, id="records-backwards"),
            pytest.param({"width": 256, "hashes": b"h" * 8192}, id="over-the-end-of-a-tile"),
        ],
    )
    def test_hashes_that_do_not_go_on_from_the_last(self, wrong):
        SealedRunFactory()

        with pytest.raises(IntegrityError), transaction.atomic():
            SealedRunFactory(**{"start": 1, "first_id": 2, "last_id": 2} | wrong)

        assert SealedRun.objects.count() == 1

    @pytest.mark.parametrize(
        "wrong", [{"size": 1}, {"size": 9}, {"size": 0}, {"root": b"r"}, {"signature": b"s"}], ids=str
    )
    def test_heads_over_less_or_over_what_is_not_hashed(self, wrong):
        TreeHeadFactory()
        SealedRunFactory()

        with pytest.raises(IntegrityError), transaction.atomic():
            TreeHeadFactory(**{"size": 2} | wrong)

        assert TreeHead.objects.count() == 1


def test_the_bytes_of_a_record_are_the_same_on_both_databases():
    record = LearningRecordFactory(
        person__pk=900_001,
        activity__pk=900_002,
        pk=900_003,
        source_key="test:1",
        happened_at=DAY.replace(microsecond=50),
        recorded_at=DAY,
        score_hundredths=8850,
        post_title="村医“甲”",
        evidence={"z": [1.0, 2.5, "三"], "a": {"y": None, "x": True}, "big": 1e22},
    )

    said = canonical(rows.row_of(record.pk)).decode()

    assert said == (
        '{"activity_id":900002,"evidence":{"a":{"x":true,"y":null},"big":10000000000000000000000,"z":[1,2.5,"三"]},'
        '"happened_at":"2026-11-19T02:00:00.000050Z","id":900003,"minutes":30,"mode":"online","outcome":"completed",'
        '"person_id":900001,"post_kind":"","post_title":"村医“甲”","recorded_at":"2026-11-19T02:00:00.000000Z",'
        '"reverses_id":null,"role":"learner","score_hundredths":8850,"source_key":"test:1","version":1,'
        '"workplace_id":null}'
    )


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite keeps instants as text")
@pytest.mark.parametrize("column", ["happened_at", "recorded_at"])
@pytest.mark.parametrize(
    "other",
    [
        "2026-11-18T02:00:00.000000Z",
        "2026-11-18T02:00:00Z",
        "2026-11-18 02:00:00.000000",
        "2026-11-18 02:00:00\0",
        b"2026-11-18 02:00:00",
        "",
        20261118,
    ],
    ids=repr,
)
def test_an_instant_that_sqlite_keeps_in_another_form_is_not_taken_for_the_one_it_means(column, other):
    same = {"happened_at": DAY.replace(day=18), "recorded_at": DAY.replace(day=18)}
    record = LearningRecordFactory(**same)
    before = canonical(rows.row_of(record.pk))
    assert before.count(b'"2026-11-18T02:00:00.000000Z"') == 2

    with as_operator() as cursor:
        cursor.execute(f"UPDATE records_learningrecord SET {column} = %s", [other])

    after = canonical(rows.row_of(record.pk))
    assert after.count(b'"2026-11-18T02:00:00.000000Z"') == 1
    assert after != before
