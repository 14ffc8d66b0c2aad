"""10,000 new records in a city: what writing them costs beside bare rows, and how long until the figures show them.

They are written as the product writes them, in lots of a thousand, with what is left in the outbox; and again as bare
rows in the same lots. Until the figures show them counts everything a worker does after that. On SQLite and on
PostgreSQL; ``CITY_SCALE=0.1`` makes the city around them a tenth.
"""

from datetime import datetime, timedelta
from time import perf_counter
from typing import Any

from tests.bench.city import NOW, SCALE, City

RECORDS, LOT = 10_000, 1_000
# In a smaller city each gets more of them: shorter ones, or nobody would be left open.
MINUTES = max(1, int(30 * SCALE))
SECONDS_GOAL, WRITING_GOAL = 60, 3


def lines(found: dict[str, float]) -> list[dict[str, Any]]:
    """Return both figures."""
    shown, written, bare = found["shown"], found["written"], found["bare"]
    reflected = {"value": round(shown, 2), "baseline": SECONDS_GOAL, "ratio": round(shown / SECONDS_GOAL, 2)}
    writing = {"value": round(written, 2), "baseline": round(bare, 2), "ratio": round(written / bare, 2)}
    return [
        {"name": "rollup-increment", "unit": "s", "goal": 1, **reflected},
        {"name": "rollup-increment-writing", "unit": "s", "goal": WRITING_GOAL, **writing},
    ]


def found(_city: City) -> dict[str, float]:
    """Return the seconds of bare rows, of records, and until the figures show these; the figures are rebuilt."""
    from lms.coverage.models import DirtyPerson, Standing
    from lms.kit.queue import drain
    from lms.people.models import Person

    drain()
    people = list(Person.objects.filter(posts__isnull=False).order_by("pk")[:RECORDS])
    before = sum(Standing.objects.values_list("minutes", flat=True))
    bare = _timed(lambda: _bare(people))
    written = _timed(lambda: _written(people))
    shown = _timed(lambda: drain(most=1_000_000))
    after = sum(Standing.objects.values_list("minutes", flat=True))
    # The bare rows of the same people are seen with them.
    if after - before != 2 * RECORDS * MINUTES or DirtyPerson.objects.exists():
        raise RuntimeError(f"the figures do not show what was written: {after - before}")
    return {"bare": bare, "written": written, "shown": shown}


def _moment(number: int) -> datetime:
    return NOW - timedelta(minutes=number)


def _bare(people: list[Any]) -> None:
    from lms.records.models import Activity, LearningRecord

    activity = Activity.objects.order_by("pk")[0]
    fields = {"activity": activity, "outcome": "attended", "mode": "online", "minutes": MINUTES, "recorded_at": NOW}
    for start in range(0, RECORDS, LOT):
        LearningRecord.objects.bulk_create(
            LearningRecord(person=people[n % len(people)], happened_at=_moment(n), source_key=f"bare:{n}", **fields)
            for n in range(start, start + LOT)
        )


def _written(people: list[Any]) -> None:
    from lms.records.actions import Deed, write_many
    from lms.records.models import Activity

    activity = Activity.objects.order_by("pk")[0]
    for start in range(0, RECORDS, LOT):
        deeds = [
            Deed(
                person=people[n % len(people)],
                activity=activity,
                outcome="attended",
                mode="online",
                minutes=MINUTES,
                happened_at=_moment(n),
                source_key=f"new:{n}",
            )
            for n in range(start, start + LOT)
        ]
        write_many(deeds, at=NOW)


def _timed(do: Any) -> float:
    begun = perf_counter()
    do()
    return perf_counter() - begun
