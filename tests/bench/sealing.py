"""Many learning records with evidence, as exams, lectures and lessons leave them. Size: ``SEAL_RECORDS``."""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from statistics import median
from time import perf_counter
from typing import Any

RECORDS = int(os.environ.get("SEAL_RECORDS", "5200000"))
EACH, ACTIVITIES = 110, 400
PROOFS = 200
NOW = datetime(2026, 12, 1, 4, tzinfo=UTC)

_FILL = """
INSERT INTO records_learningrecord (person_id, activity_id, role, outcome, mode, minutes, score_hundredths, happened_at,
    recorded_at, post_kind, post_title, evidence, source_key)
SELECT p.id, a.id, 'learner', 'attended', 'onsite', 20 + (k.n * 7 + p.id) %% 60,
    CASE WHEN k.n %% 5 = 0 THEN 6000 + k.n END, {moment}, {now}, 'village_doctor', '乡村医生',
    {evidence}, 'bench:' || p.id || ':' || k.n
FROM people_person p JOIN bench_numbers k ON k.n <= %s
JOIN records_activity a ON a.id = %s + (p.id * 31 + k.n * 17) %% {activities}
WHERE p.id > %s AND p.id <= %s
ORDER BY p.id, k.n
"""
_EVIDENCE = """'{"study": ' || (p.id * 110 + k.n) || ', "seconds": ' || (600 + k.n * 13) || ', "revision": 17}'"""
_DIALECT = {
    "sqlite": {
        "moment": "datetime('2026-01-02', '+' || ((k.n * 3 + p.id) %% 330) || ' days') || '.' || (100000 + k.n * 7)",
        "now": "'2026-12-01 04:00:00'",
        "evidence": _EVIDENCE,
    },
    "postgresql": {
        "moment": "timestamptz '2026-01-02Z' + ((k.n * 3 + p.id) %% 330) * interval '1 day' "
        "+ (100000 + k.n * 7) * interval '1 microsecond'",
        "now": "timestamptz '2026-12-01 04:00Z'",
        "evidence": f"({_EVIDENCE})::jsonb",
    },
}


def prepare(count: int) -> list[int]:
    """Make a schema, activities and people for ``count`` records; return the people."""
    from django.core.management import call_command
    from django.db import connection

    from lms.people.models import Person
    from lms.records.keys import trial_key
    from lms.records.models import Activity

    call_command("migrate", verbosity=0)
    trial_key(make=True)
    people = [Person(name=f"医生{n}", phone=f"139{n:08d}", joined_at=NOW) for n in range(max(count // EACH, 10))]
    Person.objects.bulk_create(people, batch_size=2000)
    Activity.objects.bulk_create(
        Activity(kind="lecture", mode="either", title=f"活动{n}", source_key=f"bench:{n}") for n in range(ACTIVITIES)
    )
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_numbers (n integer PRIMARY KEY)")
        cursor.executemany("INSERT INTO bench_numbers VALUES (%s)", [(n + 1,) for n in range(EACH)])
    return list(Person.objects.filter(phone__startswith="139").order_by("pk").values_list("pk", flat=True))


def fill(people: list[int]) -> None:
    """Give ``people`` their records."""
    from django.db import connection

    from lms.records.models import Activity

    first = Activity.objects.order_by("pk").values_list("pk", flat=True)[0]
    sql = _FILL.format(activities=ACTIVITIES, **_DIALECT[connection.vendor])
    with connection.cursor() as cursor:
        cursor.execute(sql, [EACH, first, people[0] - 1, people[-1]])
        if len(people) > 1:
            # What a database that has stood for a day knows of its tables.
            cursor.execute("ANALYZE")


def read_and_hash(after: int) -> None:
    """Read the records numbered above ``after`` and hash their canonical bytes, in bulk and nothing else."""
    from lms.records.queries import rows

    for page in rows.pages(after, 1 << 62):
        if not page.hashes[-1]:
            raise RuntimeError("nothing hashed")


def timed(do: Callable[[], Any]) -> float:
    """Return the seconds it takes."""
    begun = perf_counter()
    do()
    return perf_counter() - begun


def proof_seconds() -> float:
    """Return the median seconds of proving one record under the newest head, and that head from an older one."""
    from lms.records.models import LearningRecord
    from lms.records.queries import consistency_with, inclusion, latest_head

    head = latest_head()
    first, last = (LearningRecord.objects.order_by(way)[0].pk for way in ("pk", "-pk"))
    chosen = range(first, last, max((last - first) // PROOFS, 1))
    records = LearningRecord.objects.in_bulk(list(chosen))
    took = []
    for place, record in enumerate(records.values()):
        begun = perf_counter()
        if not inclusion(record, head).holds:
            raise RuntimeError("no proof")
        consistency_with(1 + place * (head.size // PROOFS), head)
        took.append(perf_counter() - begun)
    return median(took)


def line(name: str, unit: str, goal: float, value: float, baseline: float) -> dict[str, Any]:
    """Return one result."""
    figures = {"value": round(value, 2), "baseline": round(baseline, 2), "ratio": round(value / baseline, 2)}
    return {"name": name, "unit": unit, "goal": goal, **figures}
