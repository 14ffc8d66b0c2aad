"""The first look at a day that is over: what an auditor waits for before all pages of a programme are there for it.

``past-day-province`` is the look at the top of the province, which begins with an outline; ``past-day`` has all of its
people counted. ``past-day-county`` and ``past-day-city`` are looks of those who see a part of it, and are let in before
the rest. Each beside ten seconds, and the county's beside itself in a province of four cities.
"""

from statistics import median
from time import perf_counter
from typing import Any

from tests.bench.city import CITIES, NOW, OVER, RECORDS_OF_ALL, City

ROUNDS, SECONDS_GOAL, GROWTH_GOAL = 3, 10, 1.5


def lines(found: dict[str, float]) -> list[dict[str, Any]]:
    """Return the figures."""
    growth = _line("past-day-county-growth", found[f"past-day-county-{CITIES}-cities"], found["past-day-county"])
    return [*(_line(name, seconds, SECONDS_GOAL) for name, seconds in found.items()), {**growth, "goal": GROWTH_GOAL}]


def _line(name: str, value: float, baseline: float) -> dict[str, Any]:
    figures = {"value": round(value, 2), "baseline": round(baseline, 2), "ratio": round(value / baseline, 2)}
    return {"name": name, "unit": "s", "goal": 1, **figures}


def found(city: City) -> dict[str, float]:
    """Return the seconds in one city."""
    return {
        "past-day": _first_look(city, None),
        "past-day-province": _first_look(city, None, people=False),
        "past-day-county": _first_look(city, city.county()),
    }


def grown(city: City) -> dict[str, float]:
    """Return the seconds in several cities; of a city and of all only where each has its records."""
    looks: dict[str, tuple[Any, bool]] = {"past-day-county": (city.county(), True)}
    if RECORDS_OF_ALL:
        looks |= {"past-day-city": (city.cities[1], True), "past-day": (None, True), "past-day-province": (None, False)}
    return {f"{name}-{CITIES}-cities": _first_look(city, area, people=people) for name, (area, people) in looks.items()}


def _first_look(city: City, area: Any, *, people: bool = True) -> float:
    """Return the seconds of counting a day that is over where it is asked for, ``None`` is everywhere.

    It is let go: what is measured next has no day to keep up.
    """
    from lms.coverage.actions.days import count_day, let_go
    from lms.kit.models import Errand

    took = []
    for _ in range(ROUNDS):
        begun = perf_counter()
        count_day(city.programme, OVER, at=NOW, first=area, people=people)
        took.append(perf_counter() - begun)
        for roll_up in city.programme.roll_ups.exclude(closed_on=None):
            let_go(roll_up.pk, at=NOW)
        Errand.objects.all().delete()
    return median(took)
