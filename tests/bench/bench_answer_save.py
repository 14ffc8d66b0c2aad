"""Answers saved a second, each acknowledged after a durable commit, beside a session view with update_or_create."""

import os
from statistics import median
from typing import Any

from tests.bench.databases import on
from tests.bench.load import drive

CONNECTIONS = 64
ROUNDS = int(os.environ.get("ANSWER_SAVE_ROUNDS", "5"))
SECONDS = float(os.environ.get("ANSWER_SAVE_SECONDS", "3"))
GOAL = 20


def measure() -> list[dict[str, Any]]:
    """Return the medians of interleaved rounds on both databases."""
    return [_line(database, on(database, __name__, "race")) for database in ("sqlite", "postgresql")]


def race() -> dict[str, Any]:
    """Return requests a second of the door and of the plain view."""
    from tests.bench.examination import Phone, sittings
    from tests.bench.installation import install
    from tests.bench.serving import served

    install()
    phones = [Phone(each) for each in sittings(CONNECTIONS)]
    ways = {"plain": Phone.plain_save, "door": Phone.save}
    speeds: dict[str, list[float]] = {name: [] for name in ways}
    middles: list[float] = []
    with served() as port:
        for turn in range(ROUNDS + 1):
            for name, way in ways.items():
                took = drive(port, lambda n, way=way: way(phones[n]), connections=CONNECTIONS, seconds=SECONDS)
                if turn:  # the first warms up
                    speeds[name].append(len(took) / SECONDS)
                if turn and name == "door":
                    middles.append(median(took))
    return {**{name: median(each) for name, each in speeds.items()}, "median_ms": round(median(middles) * 1000, 1)}


def _line(database: str, found: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": f"answer-save-{database}",
        "value": round(found["door"]),
        "unit": f"saves/s at {CONNECTIONS} connections, median {found['median_ms']} ms",
        "baseline": round(found["plain"], 1),
        "ratio": round(found["door"] / found["plain"], 1),
        "goal": GOAL,
    }
