"""Fifty answers handed over at once, beside a loop of single saves by a session view with update_or_create."""

import os
from statistics import median
from typing import Any

from tests.bench.databases import on
from tests.bench.load import drive

ANSWERS, CONNECTIONS = 50, 16
ROUNDS = int(os.environ.get("EXAM_SUBMIT_ROUNDS", "5"))
SECONDS = float(os.environ.get("EXAM_SUBMIT_SECONDS", "3"))
GOAL = 40


def measure() -> list[dict[str, Any]]:
    """Return the medians of interleaved rounds on both databases."""
    return [_line(database, on(database, __name__, "race")) for database in ("sqlite", "postgresql")]


def race() -> dict[str, float]:
    """Return whole papers a second, fifty answers at once and one after the other."""
    from tests.bench.examination import Phone, sittings
    from tests.bench.installation import install
    from tests.bench.serving import served

    install()
    phones = [Phone(each) for each in sittings(CONNECTIONS, questions=ANSWERS)]
    ways = {"loop": (Phone.plain_save, ANSWERS), "at_once": (lambda phone: phone.hand_over(ANSWERS), 1)}
    speeds: dict[str, list[float]] = {name: [] for name in ways}
    with served() as port:
        for turn in range(ROUNDS + 1):
            for name, (way, requests) in ways.items():
                took = drive(port, lambda n, way=way: way(phones[n]), connections=CONNECTIONS, seconds=SECONDS)
                if turn:  # the first warms up
                    speeds[name].append(len(took) / SECONDS / requests)
    return {name: median(each) for name, each in speeds.items()}


def _line(database: str, found: dict[str, float]) -> dict[str, Any]:
    return {
        "name": f"exam-submit-{database}",
        "value": round(found["at_once"], 1),
        "unit": f"papers of {ANSWERS} answers/s at {CONNECTIONS} connections",
        "baseline": round(found["loop"], 2),
        "ratio": round(found["at_once"] / found["loop"], 1),
        "goal": GOAL,
    }
