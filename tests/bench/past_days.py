"""The first look at a day that is over: what an auditor waits for before all pages of a programme are there for it.

``past-day-province`` is the look at the top of the province, which begins with an outline, and ``past-day-names`` the
first page of names behind its figures after that; ``past-day`` has all of its people counted. ``past-day-county`` and
``past-day-city`` are looks of those who see a part of it, and are let in before the rest. Each beside ten seconds, and
the county's beside itself in a province of four cities.
"""

from statistics import median
from time import perf_counter
from typing import Any

from tests.bench.city import CITIES, NOW, OVER, RECORDS_OF_ALL, TODAY, City

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
        "past-day-names": _names(city),
        "past-day-county": _first_look(city, city.county()),
    }


def grown(city: City) -> dict[str, float]:
    """Return the seconds in several cities; of a city and of all only where each has its records."""
    looks: dict[str, tuple[Any, bool]] = {"past-day-county": (city.county(), True)}
    if RECORDS_OF_ALL:
        looks |= {"past-day-city": (city.cities[1], True), "past-day": (None, True), "past-day-province": (None, False)}
    seconds = {f"{name}-{CITIES}-cities": _first_look(city, *look) for name, look in looks.items()}
    return seconds | ({f"past-day-names-{CITIES}-cities": _names(city)} if RECORDS_OF_ALL else {})


def _first_look(city: City, area: Any, people: bool = True) -> float:
    """Return the seconds of counting a day that is over where it is asked for, ``None`` is everywhere."""
    from lms.coverage.actions.days import count_day

    took = []
    for _ in range(ROUNDS):
        begun = perf_counter()
        count_day(city.programme, OVER, at=NOW, first=area, people=people)
        took.append(perf_counter() - begun)
        _let_go(city)
    return median(took)


def _names(city: City) -> float:
    """Return the seconds to the first page of who is not covered in the whole province, where there is an outline."""
    from django.core.paginator import Paginator

    from lms.coverage.actions.days import count_day, count_page
    from lms.coverage.queries.in_order import A_PAGE, Leaf
    from lms.coverage.queries.inquiry import inquire
    from lms.coverage.queries.matter import Key, matter_of
    from lms.coverage.queries.place import Place
    from lms.coverage.queries.rollup_choices import Which
    from tests.factories.people import PersonFactory

    viewer, place, leaf, took = PersonFactory(is_superuser=True), Place(), Leaf(Which.OPEN), []
    for _ in range(ROUNDS):
        count_day(city.programme, OVER, at=NOW, people=False)
        begun = perf_counter()
        count_page(inquire(viewer, programme_id=city.programme.pk, as_of=OVER), place, leaf, at=NOW)
        seen = matter_of(viewer, Key(city.programme.pk, OVER), today=TODAY).seen_at(place, people=leaf)
        people: Any = seen and seen.people_at(place, leaf)
        shown = len(list(Paginator(people, A_PAGE).get_page(leaf.page)))
        took.append(perf_counter() - begun)
        if shown != A_PAGE:
            raise RuntimeError(f"{shown} names on a page")
        _let_go(city)
    return median(took)


def _let_go(city: City) -> None:
    """Forget the day, so that what is measured next has none to keep up."""
    from lms.coverage.actions.days import let_go
    from lms.kit.models import Errand

    for roll_up in city.programme.roll_ups.exclude(closed_on=None):
        let_go(roll_up.pk, at=NOW)
    Errand.objects.all().delete()
