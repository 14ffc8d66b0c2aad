"""The one writer of a process: many wait for it, none is promised what is not kept, and nothing ends it."""

import asyncio
import threading
from datetime import UTC, datetime

import pytest
from django.db import DataError, OperationalError

from courses.exams.actions import BadToken
from courses.exams.actions.saving import Save, alone, keep_one, writer
from courses.exams.actions.saving.writer import NotNow, Writer
from courses.exams.rules.sync import Entry, Sync
from courses.exams.rules.tokens import Claim
from tests.factories.exams import SittingItemFactory
from tests.factories.sync import hand_over, save_of

AT = datetime(2026, 11, 19, 2, 0, tzinfo=UTC)


def save(number):
    return Save(Claim(number, 1, "n"), Sync("", "d", 0, [Entry(number, 1, 1, (0,), None, 0)], []), AT)


def number_of(save):
    return save.claim.sitting_id


class Database:
    """Stands in for the database: keeps what it is told to, and says what it was given together."""

    def __init__(self, monkeypatch):
        self.batches, self.free, self.fault = [], threading.Event(), lambda _numbers: None
        self.free.set()
        monkeypatch.setattr(writer, "keep", self.keep)
        monkeypatch.setattr(writer, "keep_alone", lambda save, wait: self.keep([save])[0])
        monkeypatch.setattr(writer.connection, "close", lambda: None)

    def keep(self, saves, *, wait=True):
        self.free.wait(10)
        numbers = [number_of(each) for each in saves]
        self.batches.append(numbers)
        return self.fault(numbers) or [{"kept": [number]} for number in numbers]


@pytest.fixture
def database(monkeypatch):
    return Database(monkeypatch)


def told(writer, *numbers):
    """Hand over ``numbers`` at once; return what each was told, in order."""

    async def one(number):
        try:
            return await writer.hand_over(save(number))
        except NotNow as not_now:
            return not_now

    async def all_of_them():
        return await asyncio.gather(*map(one, numbers))

    return asyncio.run(all_of_them())


def kept(*numbers):
    return [{"kept": [number]} for number in numbers]


def test_what_waits_is_written_together_and_each_gets_its_own_answer(database):
    assert told(Writer(), *range(20)) == kept(*range(20))
    assert sum(map(len, database.batches)) == 20
    assert len(database.batches) < 20


def test_no_more_than_so_many_are_written_at_once(database, monkeypatch):
    monkeypatch.setattr(writer, "MOST_AT_ONCE", 2)

    assert told(Writer(), *range(7)) == kept(*range(7))
    assert max(map(len, database.batches)) == 2


def test_more_than_may_wait_are_sent_away_at_once(database, monkeypatch):
    monkeypatch.setattr(writer, "MOST_WAITING", 3)
    one = Writer()

    found = told(one, *range(5))

    assert found[:3] == kept(0, 1, 2)
    assert [(type(each), each.seconds) for each in found[3:]] == [(NotNow, 1)] * 2
    assert told(one, 9) == kept(9)


def test_one_bad_hand_over_does_not_harm_the_others(database):
    def fault(numbers):
        if 3 in numbers:
            if len(numbers) > 1:
                raise DataError("poison")
            return [BadToken()]
        return None

    database.fault = fault

    found = told(Writer(), *range(6))

    assert [isinstance(each, BadToken) for each in found] == [number == 3 for number in range(6)]


def test_the_database_away_promises_nothing_and_is_found_again(database):
    def gone(_numbers):
        raise OperationalError("server closed the connection")

    one = Writer()
    database.fault = gone
    assert isinstance(told(one, 1)[0], NotNow)
    assert database.batches == [[1], [1]]

    database.fault = lambda _numbers: None
    assert told(one, 1) == kept(1)


def test_a_database_started_anew_is_not_even_noticed(database):
    faults = [OperationalError("terminating connection")]

    def once(_numbers):
        if faults:
            raise faults.pop()

    database.fault = once
    assert told(Writer(), 1) == kept(1)


def test_a_sitting_that_is_being_closed_is_asked_for_again(database):
    tries = []

    def busy(numbers):
        tries.append(numbers)
        return [None if number == 1 and len(tries) < 4 else {"kept": [number]} for number in numbers]

    database.fault = busy

    assert told(Writer(), 1) == kept(1)
    assert len(tries) == 4


def test_whoever_waits_too_long_is_told_to_come_again(database, monkeypatch):
    monkeypatch.setattr(writer, "PATIENCE_SECONDS", 0.01)
    database.free.clear()
    one = Writer()

    assert isinstance(told(one, 1)[0], NotNow)
    database.free.set()
    # The writer has done with the first, whose loop is closed by now, and serves on.
    monkeypatch.setattr(writer, "PATIENCE_SECONDS", 10)
    assert told(one, 2) == kept(2)


def test_whoever_goes_away_meanwhile_makes_room(database):
    database.free.clear()
    one = Writer()

    async def leave():
        waiting = asyncio.create_task(one.hand_over(save(1)))
        await asyncio.sleep(0.01)
        waiting.cancel()
        database.free.set()
        await asyncio.gather(waiting, return_exceptions=True)
        return await one.hand_over(save(2))

    assert asyncio.run(leave()) == {"kept": [2]}
    assert one._inside == 0


def test_an_error_nobody_thought_of_ends_nothing(database):
    def broken(_numbers):
        raise ZeroDivisionError

    one = Writer()
    database.fault = broken
    assert isinstance(told(one, 1)[0], NotNow)

    database.fault = lambda _numbers: None
    assert told(one, 2) == kept(2)


def test_a_writer_that_is_gone_is_started_again(database):
    one = Writer()
    one._thread = threading.Thread(target=lambda: None)

    assert told(one, 1) == kept(1)
    alive = one._thread
    one._start()
    assert one._thread is alive


@pytest.mark.django_db
def test_what_the_database_cannot_take_is_refused_by_name_and_the_rest_is_kept(monkeypatch, at):
    sitting = SittingItemFactory(position=1, sitting__started_at=at).sitting
    real = alone.keep

    def keep(saves, *, wait=True):
        if any(entry.number == 2 for each in saves for entry in each.sync.entries):
            raise DataError("poison")
        return real(saves, wait=wait)

    monkeypatch.setattr(alone, "keep", keep)
    left = {"number": 4, "kind": "left", "at": 0}
    told = alone.keep_alone(save_of(sitting, at, (1, 1, 1, [0]), (2, 1, 2, [1]), (3, 1, 3, [2]), signals=[left]))

    assert told["kept"] == [1, 3, 4]
    assert [(each["number"], each["code"]) for each in told["refused"]] == [(2, "not_storable")]
    assert hand_over(sitting, at)["kept"] == []


@pytest.mark.django_db
def test_away_is_not_poison(monkeypatch, at):
    calls = []

    def away(saves, *, wait=True):
        calls.append(saves)
        raise OperationalError

    monkeypatch.setattr(alone, "keep", away)
    with pytest.raises(OperationalError):
        alone.keep_alone(save(1))
    assert len(calls) == 1


@pytest.mark.parametrize("then", [[OperationalError()], [None, BadToken()]], ids=["away", "no-such-sitting"])
def test_what_becomes_of_the_parts_is_said(monkeypatch, then):
    told = [DataError("poison"), *then]

    def keep(saves, *, wait=True):
        said = told.pop(0)
        if isinstance(said, DataError | OperationalError):
            raise said
        return [said]

    monkeypatch.setattr(alone, "keep", keep)
    if isinstance(then[0], OperationalError):
        with pytest.raises(OperationalError):
            alone.keep_alone(save(1))
    else:
        assert isinstance(alone.keep_alone(save(1)), BadToken)
    assert told == []


@pytest.mark.django_db
def test_one_by_itself_is_of_its_sitting(at):
    with pytest.raises(BadToken):
        keep_one(save(1))
