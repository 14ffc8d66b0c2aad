"""The run itself: people save, parts die in turn, and the database is asked whether anything is missing."""

import asyncio
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.faults.browsers import Screen, screens
from tests.faults.phone import Phone, Seat
from tests.faults.processes import celery_workers, kill, web_workers
from tests.faults.product import Struck
from tests.postgres import Server, private_server
from tests.schema import copy_sqlite, fill_postgres

# What must be nothing at the end.
FAULTS = (
    "lost",
    "called_in_time_and_late",
    "not_held",
    "doubled_entries",
    "doubled_sittings",
    "open",
    "false_receipts",
    "false_records",
    "screens_wrong",
    "faults_seen",
)
# One sitting in ten is open on two phones.
SHARED = 10
# A worker is killed so often until it was answering somebody.
BLOWS = 8
# Beat closes sittings every half minute, and may just have done so.
CLOSING_SECONDS = 240


@dataclass(frozen=True)
class Plan:
    """How large a run is."""

    people: int = 200
    rounds: int = 4
    # How long people save in peace after each blow.
    calm_seconds: float = 5
    on_postgresql: bool = True
    browsers: int = 0

    @property
    def bell_in(self) -> float:
        """Seconds until the bell of those who do not submit: it rings while parts die."""
        return 25 + self.rounds * (3 if self.on_postgresql else 2) * self.calm_seconds / 2


def fault_run(plan: Plan) -> dict[str, Any]:
    """Do the whole run and return what was done, what was said, and what of it is not so."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="xinglin-faults-")))
        server = stack.enter_context(private_server()) if plan.on_postgresql else None
        if server:
            fill_postgres(server.url)
        else:
            copy_sqlite(folder / "xinglin.sqlite3")
        product = Struck(folder, server.url if server else "", for_browsers=plan.browsers > 0)
        laid = product.step("lay", str(plan.people), str(plan.browsers), str(plan.bell_in))
        stack.enter_context(product.running())
        return asyncio.run(_Run(plan, product, server, laid).whole())


def _seat(laid: dict[str, Any]) -> Seat:
    options = {int(position): count for position, count in laid["options"].items()}
    return Seat(**{**laid, "options": options, "several": frozenset(laid["several"])})


class _Run:
    def __init__(self, plan: Plan, product: Struck, server: Server | None, laid: dict[str, Any]) -> None:
        self.plan, self.product, self.server, self.laid = plan, product, server, laid
        seats = [_seat(each) for each in laid["seats"]]
        door = f"{product.url}/exams/sync/"
        self.phones = [Phone(seat, door, number) for number, seat in enumerate(seats)]
        self.phones += [Phone(seat, door, 100_000 + number) for number, seat in enumerate(seats[::SHARED])]
        self.screens: list[Screen] = []
        self.killed: Counter[str] = Counter()

    async def whole(self) -> dict[str, Any]:
        await self.product.well()
        async with AsyncExitStack() as stack:
            self.screens = await stack.enter_async_context(screens(self.product.url, self.laid["browsers"]))
            begun = time.monotonic()
            await self._sit_through_blows()
            found = await self._closed()
        seen = {name: sum(getattr(each.seen, name) for each in self.phones) for name in ("requests", "cut", "busy")}
        return {
            **found,
            **seen,
            "browsers": len(self.screens),
            "networks_cut": sum(screen.cuts for screen in self.screens),
            "killed": dict(self.killed),
            "seconds": round(time.monotonic() - begun, 1),
            "examples": [fault for phone in self.phones for fault in phone.seen.faults][:5],
            "troubles": [screen.trouble for screen in self.screens if screen.trouble],
        }

    async def _sit_through_blows(self) -> None:
        over = asyncio.Event()
        sitting = [asyncio.create_task(each.sit(over)) for each in (*self.phones, *self.screens)]
        try:
            await asyncio.sleep(self.plan.calm_seconds)
            for _round in range(self.plan.rounds):
                for strike in self._strikes():
                    await strike()
                    await self.product.well()
                    await asyncio.sleep(self.plan.calm_seconds)
        finally:
            over.set()
        await asyncio.wait_for(asyncio.gather(*sitting), CLOSING_SECONDS)

    def _strikes(self) -> list[Callable[[], Awaitable[None]]]:
        return [self._strike_web, *([self._strike_database] if self.server else []), self._strike_celery]

    async def _strike_web(self) -> None:
        """Kill a web worker while it answers: a blow that falls between two requests shows little, and is repeated."""
        before = self._cut()
        for _blow in range(BLOWS):
            workers = web_workers(self.product.folder)
            while not any(phone.seen.under_way for phone in self.phones):
                await asyncio.sleep(0)
            self.killed["web worker"] += len(kill(workers[:1]))
            await asyncio.sleep(1)
            if self._cut() > before:
                return
            await self.product.well()

    def _cut(self) -> int:
        return sum(phone.seen.cut for phone in self.phones)

    async def _strike_database(self) -> None:
        assert self.server is not None
        self.server.kill()
        self.killed["database"] += 1
        await asyncio.sleep(1)
        await asyncio.to_thread(self.server.start)

    async def _strike_celery(self) -> None:
        self.killed["Celery worker"] += len(kill(celery_workers(self.product.folder)))

    async def _closed(self) -> dict[str, int]:
        """Ask the database until everything is closed, or ought to be."""
        last = time.monotonic() + CLOSING_SECONDS
        said = {"phones": [_said(each) for each in self.phones], "screens": [each.said() for each in self.screens]}
        while True:
            found: dict[str, int] = await asyncio.to_thread(self.product.step, "judge", given=said)
            if not found["open"] or time.monotonic() > last:
                return found
            await asyncio.sleep(3)


def _said(phone: Phone) -> dict[str, Any]:
    return {
        "sitting": phone.seat.sitting,
        "device": phone.device,
        "number": phone.number,
        "kept": phone.kept,
        "late": sorted(phone.late),
        "receipt": phone.receipt,
        "faults": phone.seen.faults,
    }


def faults_of(found: dict[str, Any]) -> dict[str, int]:
    """Return what went wrong in a run, by name; nothing if nothing did."""
    return {name: found[name] for name in FAULTS if found[name]}
