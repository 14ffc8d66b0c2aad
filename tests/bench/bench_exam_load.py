"""Three thousand sittings open at once on PostgreSQL, each saving every 20 seconds, beside the median of an idle save.

EXAM_LOAD_SITTINGS, EXAM_LOAD_EVERY and EXAM_LOAD_SECONDS shorten it.
"""

import asyncio
import os
import random
from statistics import median
from time import perf_counter
from typing import Any

from tests.bench.databases import on
from tests.bench.load import Once, drive

SITTINGS = int(os.environ.get("EXAM_LOAD_SITTINGS", "3000"))
EVERY = float(os.environ.get("EXAM_LOAD_EVERY", "20"))
SECONDS = float(os.environ.get("EXAM_LOAD_SECONDS", "180"))
IDLE_SECONDS = 10.0
# The 95th percentile is at most so many times the idle median.
GOAL = 5


def measure() -> dict[str, Any]:
    """Return the 95th percentile under load against the idle median; one error, and there is no figure."""
    found = on("postgresql", __name__, "load")
    return {
        "name": "exam-load",
        "value": round(found["p95"] * 1000, 2),
        "unit": f"ms, 95th percentile of {found['saves']} saves of {SITTINGS} sittings without an error",
        "baseline": round(found["idle"] * 1000, 2),
        "ratio": round(found["p95"] / found["idle"], 2),
        "goal": GOAL,
    }


def load() -> dict[str, float]:
    """Return the idle median and the percentile in seconds, and how many saves there were."""
    from courses.exams.models import AnswerEntry
    from lms.demo.management.commands.serve import allow_connections
    from tests.bench.examination import Phone, sittings
    from tests.bench.installation import install
    from tests.bench.serving import served

    allow_connections()
    install()
    phones = [Phone(each, signed_in=False) for each in sittings(SITTINGS + 1)]
    idler, phones = phones[-1], phones[:-1]
    with served() as port:
        drive(port, lambda _n: idler.save(), connections=1, seconds=2)
        idle = drive(port, lambda _n: idler.save(), connections=1, seconds=IDLE_SECONDS)
        before = AnswerEntry.objects.count()
        took = asyncio.run(_all(port, [phone.save for phone in phones]))
        lost = len(took) - (AnswerEntry.objects.count() - before)
    if lost:
        raise RuntimeError(f"{lost} acknowledged answers are not in the database")
    return {"idle": median(idle), "p95": sorted(took)[int(len(took) * 0.95)], "saves": len(took)}


async def _all(port: int, makes: list[Any]) -> list[float]:
    """Have each sitting save at its own moment of every turn, by a connection it keeps."""
    took: list[float] = []
    end = perf_counter() + SECONDS
    await asyncio.gather(*(_one(port, make, took, end) for make in makes))
    return took


async def _one(port: int, make: Any, took: list[float], end: float) -> None:
    await asyncio.sleep(random.random() * EVERY)
    once: Once | None = None
    while perf_counter() < end:
        begun = perf_counter()
        if once is None or once.is_closed:
            _transport, once = await asyncio.get_running_loop().create_connection(Once, "127.0.0.1", port)
        await once.ask(make())
        took.append(perf_counter() - begun)
        await asyncio.sleep(max(0.0, EVERY - (perf_counter() - begun)))
