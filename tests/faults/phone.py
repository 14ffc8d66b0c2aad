"""A phone in an exam: it keeps a journal of what was answered and crosses out only what the server says it keeps."""

import asyncio
import time
import uuid
from dataclasses import dataclass, field
from random import Random
from typing import Any

from tests.faults.wire import Answer, Cut, post

# What is waited between two answers, and before a request that failed is sent again.
THINKING, AGAIN = (0.4, 1.6), (0.2, 0.8)
# So often in a hundred a request is sent twice at once, as a phone does that lost the answer.
TWICE = 6
MOST_AT_ONCE = 50


@dataclass(frozen=True)
class Seat:
    """A sitting as its page gives it to the phone."""

    sitting: int
    token: str
    # How many options each position has; none for one that is answered in words.
    options: dict[int, int]
    several: frozenset[int] = frozenset()
    submits: bool = True


@dataclass
class Seen:
    """What one phone has seen of the server."""

    requests: int = 0
    under_way: int = 0
    cut: int = 0
    busy: int = 0
    # A save that was called kept, and later not held; an entry that was refused; an answer nobody can explain.
    faults: list[str] = field(default_factory=list)


class Phone:
    """One device in one sitting."""

    def __init__(self, seat: Seat, url: str, seed: int) -> None:
        self.seat, self.url = seat, url
        self.device = str(uuid.UUID(int=Random(seed).getrandbits(128), version=4))
        self.chance = Random(seed)
        self.seen = Seen()
        self.journal: dict[int, dict[str, Any]] = {}
        self.kept: dict[int, dict[str, Any]] = {}
        self.stale: set[int] = set()
        self.late: set[int] = set()
        self.sequences: dict[int, int] = {}
        self.number = 0
        self.receipt = ""

    async def sit(self, over: asyncio.Event) -> None:
        """Answer until it is ``over``; then send what is left, and submit where this sitting does."""
        await asyncio.sleep(self.chance.uniform(0, THINKING[1]))
        while not over.is_set():
            for _answer in range(self.chance.choice((1, 1, 1, 2, 3))):
                self.answer()
            await self.sync()
            await asyncio.sleep(self.chance.uniform(*THINKING))
        while self.journal or (self.seat.submits and not self.receipt):
            if not await self.sync(submit=self.seat.submits):
                await asyncio.sleep(self.chance.uniform(*AGAIN))

    def answer(self) -> None:
        """Write an answer into the journal."""
        position = self.chance.choice(list(self.seat.options))
        self.number += 1
        self.sequences[position] = self.sequences.get(position, 0) + 1
        entry = {"number": self.number, "position": position, "sequence": self.sequences[position]}
        self.journal[self.number] = {**entry, **self._given(position), "at": _now()}

    def _given(self, position: int) -> dict[str, Any]:
        options = self.seat.options[position]
        if not options:
            return {"text": f"第 {self.number} 次写的回答 {self.chance.random()}"}
        most = options if position in self.seat.several else 1
        return {"shown": sorted(self.chance.sample(range(options), self.chance.randint(1, most)))}

    async def sync(self, *, submit: bool = False) -> bool:
        """Send the journal; return whether a whole answer came."""
        entries = [dict(entry) for entry in list(self.journal.values())[:MOST_AT_ONCE]]
        message = {"token": self.seat.token, "device": self.device, "now": _now(), "entries": entries}
        if submit and len(entries) == len(self.journal):
            message["submit"] = True
        times = 2 if self.chance.randrange(100) < TWICE else 1
        answers = await asyncio.gather(*(self._send(message) for _time in range(times)))
        for answer in answers:
            if answer is not None:
                self._take(answer.body, entries)
        return any(answer is not None for answer in answers)

    async def _send(self, message: dict[str, Any]) -> Answer | None:
        self.seen.requests += 1
        self.seen.under_way += 1
        try:
            answer = await post(self.url, message)
        except Cut:
            self.seen.cut += 1
            return None
        finally:
            self.seen.under_way -= 1
        if answer.status == 200:
            return answer
        if answer.status >= 500:
            self.seen.busy += 1
        else:
            self.seen.faults.append(f"{answer.status}: {answer.body}")
        return None

    def _take(self, body: dict[str, Any], entries: list[dict[str, Any]]) -> None:
        sent = {entry["number"]: entry for entry in entries}
        for number in body["kept"]:
            self.kept[number] = sent[number]
            self.journal.pop(number, None)
        self.stale.update(body["stale"])
        self.late.update(body["late"])
        for refusal in body["refused"]:
            self.seen.faults.append(f"refused: {refusal}")
            self.journal.pop(refusal["number"], None)
        self._compare(body["held"], sent)
        if body["receipt"]:
            if self.receipt not in ("", body["receipt"]):
                self.seen.faults.append(f"receipt {self.receipt} became {body['receipt']}")
            self.receipt = body["receipt"]

    def _compare(self, held: dict[str, dict[str, Any]], sent: dict[int, dict[str, Any]]) -> None:
        """Note where the server holds something older than what it has just kept, or something else of that age."""
        for entry in (sent[number] for number in sent if number in self.kept and number not in self.late):
            has = held.get(str(entry["position"]))
            if has is None or has["sequence"] < entry["sequence"]:
                self.seen.faults.append(f"kept, not held: {entry} {has}")
            elif entry["number"] not in self.stale and has["sequence"] == entry["sequence"]:
                given = {name: entry[name] for name in ("shown", "text") if name in entry}
                if {name: has.get(name) for name in given} != given:
                    self.seen.faults.append(f"held otherwise: {entry} {has}")


def _now() -> int:
    """Return the clock of this phone, in milliseconds."""
    return int(time.time() * 1000)
