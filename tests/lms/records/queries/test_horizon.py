"""On PostgreSQL a lower number may be committed after a higher one: nothing is sealed past it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event

import pytest
from django.db import connection, transaction

from lms.records.actions import AnotherSeals, NumbersOpen, seal
from lms.records.models import LearningRecord, SealedRun, TreeHead
from lms.records.queries import Verification
from lms.records.queries import horizon as horizons
from tests.factories.records import LearningRecordFactory
from tests.lms.records.sealing import DAY, fill

everywhere = [pytest.mark.django_db, pytest.mark.database]
on_postgresql = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]


class Slow:
    """Somebody who has drawn a number, or has written a record, and has not committed yet."""

    def __init__(self, draw=LearningRecordFactory):
        self.drawn, self.may_end = Event(), Event()
        self.pool = ThreadPoolExecutor(1)
        self.done = self.pool.submit(self._work, draw)
        assert self.drawn.wait(60)

    def _work(self, draw):
        try:
            with transaction.atomic():
                draw()
                self.drawn.set()
                assert self.may_end.wait(60)
        finally:
            connection.close()

    def end(self):
        self.may_end.set()
        self.done.result()


def draw_only():
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('records_learningrecord', 'id'))")


class TestHorizon:
    pytestmark = everywhere

    def test_is_the_highest_number(self):
        assert horizons.horizon() == 0
        highest = max(fill(3))
        assert horizons.horizon() == highest

    def test_is_settled_where_nobody_is_writing(self):
        highest = max(fill(3))
        assert horizons.settled() == highest

    @pytest.mark.parametrize("sealed", [0, 3])
    def test_what_is_sealed_is_settled_while_somebody_writes_for_long(self, monkeypatch, sealed):
        ids = fill(sealed)
        seal(at=DAY)
        fill(2)
        monkeypatch.setattr(horizons, "horizon", lambda **_more: None)
        assert horizons.settled() == max(ids, default=0)


class TestSlowWriters:
    pytestmark = on_postgresql

    @pytest.mark.parametrize("draw", [LearningRecordFactory, draw_only], ids=["written", "drawn"])
    def test_nothing_is_sealed_while_a_lower_number_may_come(self, draw, monkeypatch):
        monkeypatch.setattr(horizons.horizon, "__kwdefaults__", {"patience": timedelta(seconds=0.2)})
        slow = Slow(draw)
        higher = LearningRecordFactory()

        with pytest.raises(NumbersOpen):
            seal(at=DAY)
        slow.end()
        head = seal(at=DAY)

        assert head.size == LearningRecord.objects.count()
        assert SealedRun.objects.leaves().last().last_id == higher.pk
        assert Verification().run().fault is None

    def test_a_reader_is_told_nothing_past_a_number_that_may_still_come(self, monkeypatch):
        monkeypatch.setattr(horizons, "BRIEFLY", timedelta(seconds=0.2))
        before = LearningRecordFactory()
        seal(at=DAY)
        slow = Slow()
        higher = LearningRecordFactory()

        assert horizons.settled() == before.pk
        slow.end()
        assert horizons.settled() == higher.pk

    def test_it_waits_for_those_who_were_there_and_not_for_those_who_come(self, monkeypatch):
        looked, look = Event(), horizons._drawing

        def seen():
            found = look()
            looked.set()
            return found

        monkeypatch.setattr(horizons, "_drawing", seen)
        first = Slow()
        LearningRecordFactory()
        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(self._seal)
            assert looked.wait(60)
            later = Slow()
            first.end()
            assert waiting.result(60).size == 2
        later.end()

        assert seal(at=DAY).size == 3
        assert Verification().run().fault is None

    @staticmethod
    def _seal():
        try:
            return seal(at=DAY)
        finally:
            connection.close()


class TestTwoWorkers:
    pytestmark = on_postgresql

    def test_four_at_once_seal_every_record_once(self):
        fill(3_000)

        def work(_number):
            try:
                return seal(at=DAY)
            except AnotherSeals:
                return None
            finally:
                connection.close()

        with ThreadPoolExecutor(4) as pool:
            said = list(pool.map(work, range(8)))

        assert {head.size for head in said if head} == {3_000}
        assert TreeHead.objects.count() == 1
        assert sum(run.width for run in SealedRun.objects.leaves()) == 3_000
        assert Verification().run().fault is None
