"""The phone of the fault run, at a door that cuts lines, is busy, or lies."""

import asyncio

import pytest

from tests.faults.door import Door
from tests.faults.phone import Phone, Seat


@pytest.fixture(autouse=True)
def _in_a_hurry(monkeypatch):
    monkeypatch.setattr("tests.faults.phone.THINKING", (0, 0.02))
    monkeypatch.setattr("tests.faults.phone.AGAIN", (0, 0.02))


def seat(number):
    return Seat(sitting=number, token=f"token {number}", options={1: 5, 2: 5, 3: 0}, several=frozenset({2}))


async def _sit(door, *, people=5, seconds=0.6):
    async with door as url:
        phones = [Phone(seat(number), url, number) for number in range(people)]
        over = asyncio.Event()
        sitting = [asyncio.create_task(phone.sit(over)) for phone in phones]
        await asyncio.sleep(seconds)
        over.set()
        await asyncio.wait_for(asyncio.gather(*sitting), 20)
    return phones


def test_everything_arrives_once_through_cut_lines_and_a_busy_server():
    door = Door(cuts=30, busy=20)

    phones = asyncio.run(_sit(door))

    sent = {(phone.seat.token, phone.device, number) for phone in phones for number in phone.kept}
    assert sent == door.entries.keys()
    assert all(phone.receipt == f"receipt of {phone.seat.token}" for phone in phones)
    assert sum(phone.seen.cut for phone in phones) > 0
    assert sum(phone.seen.busy for phone in phones) > 0
    assert [fault for phone in phones for fault in phone.seen.faults] == []


def test_a_door_that_calls_kept_what_it_forgets_is_found_out():
    phones = asyncio.run(_sit(Door(lies=20)))

    assert any("kept, not held" in fault for phone in phones for fault in phone.seen.faults)
