"""A county's page: its towns and institutions, and 50 of the people behind the gap; from the kept figures.

Beside a GROUP BY with a path-LIKE join over the raw records, and beside itself in a province of four cities.
"""

from statistics import median
from time import perf_counter
from typing import Any

from tests.bench.city import NOW, TARGET, TODAY, TOWNS, City, run

GOAL, GROWTH_GOAL = 500, 1.5
ROUNDS = 25
# Every town and institution out of the records in one statement; and then the county's first people who lack minutes.
_RAW = """
SELECT t.path, i.id, count(DISTINCT r.person_id), sum(r.minutes) FROM records_learningrecord r
JOIN bench_paths i ON i.organisation_id = r.workplace_id JOIN bench_paths t ON i.path LIKE t.path || '%%'
WHERE t.kind = 'town' AND r.outcome = 'attended' GROUP BY t.path, i.id
"""
_RAW_PEOPLE = """
SELECT r.person_id, sum(r.minutes) FROM records_learningrecord r
JOIN bench_paths i ON i.organisation_id = r.workplace_id
WHERE i.path LIKE %(county)s AND r.outcome = 'attended'
GROUP BY r.person_id HAVING sum(r.minutes) < %(target)s ORDER BY r.person_id LIMIT 50
"""


def lines(found: dict[str, float]) -> list[dict[str, Any]]:
    """Return both figures."""
    page, raw, grown = found["page"], found["raw"], found["grown"]
    return [
        _line("tree-page", page, raw, round(raw / page), GOAL),
        _line("tree-page-four-cities", grown, page, round(grown / page, 2), GROWTH_GOAL),
    ]


def _line(name: str, value: float, baseline: float, ratio: float, goal: float) -> dict[str, Any]:
    figures = {"value": round(value * 1000, 2), "baseline": round(baseline * 1000, 2), "ratio": ratio}
    return {"name": name, "unit": "ms", "goal": goal, **figures}


def found(city: City) -> dict[str, float]:
    """Return the seconds of the page in one city, and of the raw statements there."""
    return {"page": _median(city), "raw": _raw(city)}


def grown(city: City) -> dict[str, float]:
    """Return the seconds of the page in several cities."""
    from lms.coverage.actions import rebuild

    rebuild(city.programme, day=TODAY, at=NOW)
    run("ANALYZE")
    return {"grown": _median(city)}


def _median(city: City) -> float:
    from tests.factories.people import PersonFactory

    viewer, county = PersonFactory(is_superuser=True), city.county()
    took = []
    for _ in range(ROUNDS):
        begun = perf_counter()
        _page(city.programme, county, viewer)
        took.append(perf_counter() - begun)
    return median(took)


def _page(programme: Any, county: Any, viewer: Any) -> None:
    """Read what the page shows: the county, its towns, the institutions of one, and the first 50 who are open."""
    from lms.coverage.queries import rollups
    from lms.coverage.queries.place import Place

    here = Place(division=county)
    roll_up = programme.roll_ups.living().get()
    _whole, towns = rollups.tree(roll_up, here, viewer)
    institutions = rollups.below(roll_up, towns[0].place, viewer)
    found = rollups.named(rollups.people(roll_up, here, "open"))
    people = found.order_by("town", "workplace", "person")[:50]
    if len(towns) != TOWNS or not institutions or not people:
        raise RuntimeError("the page is not what it should be")


def _raw(city: City) -> float:
    run("CREATE TABLE bench_paths (id integer PRIMARY KEY, organisation_id bigint, kind text, path text)")
    run(
        "INSERT INTO bench_paths SELECT -d.id, NULL, d.level, substr(d.code, 1, 9) FROM people_division d "
        "WHERE d.level = 'town'"
    )
    run(
        "INSERT INTO bench_paths SELECT o.id, o.id, 'institution', substr(d.code, 1, 9) || '/' || o.id "
        "FROM people_organisation o JOIN people_division d ON d.id = o.division_id"
    )
    run("CREATE INDEX bench_paths_organisation ON bench_paths (organisation_id)")
    run("ANALYZE")
    took, county = [], f"{city.county().code[:6]}%"
    for _ in range(3):
        begun = perf_counter()
        if not run(_RAW) or not run(_RAW_PEOPLE, county=county, target=TARGET):
            raise RuntimeError("nothing to add up")
        took.append(perf_counter() - begun)
    return median(took)
