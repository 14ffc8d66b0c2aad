"""Computing where 47,000 people stand anew from 5.2 million records, beside one GROUP BY over the same rows.

The GROUP BY joins people's records to the county and town of their workplace by equality. A second line is the whole
nightly rebuild: the records, the figures of every node, and comparing both with what is kept.
"""

from collections.abc import Callable
from statistics import median
from time import perf_counter
from typing import Any

from tests.bench.city import NOW, TODAY, City, run

GOAL, ROUNDS = 3, 3
_GROUPED = """
SELECT d.county_id, d.id, count(*), sum(r.minutes), min(r.happened_at) FROM records_learningrecord r
JOIN people_organisation o ON o.id = r.workplace_id JOIN people_division d ON d.id = o.division_id
WHERE r.role = 'learner' AND r.outcome IN ('completed', 'attended', 'passed') AND r.happened_at >= %(since)s
    AND r.happened_at < %(until)s GROUP BY d.county_id, d.id
"""


def lines(found: dict[str, float]) -> list[dict[str, Any]]:
    """Return the figures."""
    return [_line(name, found[name], found["grouped"]) for name in found if name != "grouped"]


def _line(name: str, value: float, baseline: float) -> dict[str, Any]:
    figures = {"value": round(value, 2), "baseline": round(baseline, 2), "ratio": round(value / baseline, 2)}
    return {"name": name, "unit": "s", "goal": GOAL, **figures}


def found(city: City) -> dict[str, float]:
    """Return the seconds of the GROUP BY, of the standings from the records, and of the whole rebuild."""
    from lms.coverage.actions import rebuild
    from lms.coverage.queries.reckoning import rule_of

    rule = rule_of(city.programme, city.programme.versions.get(), TODAY)
    begun = perf_counter()
    rebuild(city.programme, day=TODAY, at=NOW)
    first = perf_counter() - begun
    run("ANALYZE")
    return {
        "rollup-rebuild-from-nothing": first,
        "grouped": _median(lambda: run(_GROUPED, since=rule.parameters["since"], until=rule.parameters["until"])),
        "rollup-rebuild": _median(lambda: _stage(rule)),
        "rollup-rebuild-whole": _median(lambda: rebuild(city.programme, day=TODAY, at=NOW)),
    }


def _stage(rule: Any) -> None:
    from lms.coverage.actions.staging import at_one_time, stage_standings

    with at_one_time():
        stage_standings(rule)


def _median(do: Callable[[], object]) -> float:
    took = []
    for _ in range(ROUNDS):
        begun = perf_counter()
        do()
        took.append(perf_counter() - begun)
    return median(took)
