"""Working out anew how far 47,000 people in 8 classes are, from 5 million records, beside one SQL aggregate over them.

From nothing: every row of progress, every completion and the audit trail of it are written. And one new record: what
its person's progress costs then, beside the same in an installation with a tenth of the people and records.

``PROGRESS_SCALE=0.1`` measures a tenth of it all.
"""

import contextlib
import json
import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from statistics import median
from time import perf_counter
from typing import Any

SCALE = float(os.environ.get("PROGRESS_SCALE", "1"))
PEOPLE, RECORDS, CLASSES, ACTIVITIES = int(47_000 * SCALE), int(5_000_000 * SCALE), 8, 400
ROUNDS, SINGLE = 3, 60
GOAL, SINGLE_GOAL = 3, 1.5
NOW = datetime(2026, 12, 1, 4, tzinfo=UTC)
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
KINDS = ("lesson", "lesson", "lesson", "course", "lecture", "lecture", "practical", "exam", "teaching", "teaching")
# What one of the 8 schemes asks for; each has its own targets.
ASKED: list[dict[str, Any]] = [
    {"title": "听讲座", "measure": "count", "target": 12, "activity_kind": "lecture"},
    {"title": "线上学时", "measure": "minutes", "target": 900, "activity_kind": "lesson", "mode": "online"},
    {"title": "跟师天数", "measure": "days", "target": 8, "activity_kind": "practical"},
    {"title": "名医带教", "measure": "sessions", "target": 10},
    {
        "title": "二选一",
        "measure": "any",
        "parts": [
            {"title": "结业考试", "measure": "pass", "activity_kind": "exam"},
            {"title": "学完课程", "measure": "count", "target": 9, "activity_kind": "course"},
        ],
    },
]

_FILL = """
INSERT INTO records_learningrecord (person_id, activity_id, role, outcome, mode, minutes, happened_at, recorded_at,
    post_kind, post_title, evidence, source_key)
SELECT p.id, a.id, 'learner',
    CASE WHEN (p.id + k.n) %% 10 = 0 THEN 'failed' WHEN a.kind = 'exam' THEN 'passed' ELSE 'attended' END,
    CASE WHEN a.kind = 'lesson' THEN 'online' ELSE 'onsite' END, 20 + (k.n * 7 + p.id) %% 60, {moment}, {now},
    '', '', '{{}}', 'bench:' || p.id || ':' || k.n
FROM people_person p JOIN bench_numbers k ON k.n <= %s
JOIN records_activity a ON a.id = %s + (p.id * 31 + k.n * 17) %% {activities}
WHERE p.id > %s AND p.id <= %s
ORDER BY p.id, k.n
"""
_DIALECT = {
    "sqlite": {
        "moment": "datetime('2026-01-02', '+' || ((k.n * 3 + p.id) %% 330) || ' days', '+' || (k.n %% 9) || ' hours')",
        "now": "'2026-12-01 04:00:00'",
    },
    "postgresql": {
        "moment": "timestamptz '2026-01-02Z' + ((k.n * 3 + p.id) %% 330 * 24 + k.n %% 9) * interval '1 hour'",
        "now": "timestamptz '2026-12-01 04:00Z'",
    },
}


def measure() -> list[dict[str, Any]]:
    """Return both figures on both databases, each measured in a process of its own."""
    from tests.postgres import private_postgres

    with private_postgres() as url:
        return [*_in_own_process("sqlite", {}), *_in_own_process("postgresql", {"DATABASE_URL": url})]


def _in_own_process(database: str, environment: dict[str, str]) -> list[dict[str, Any]]:
    command = [sys.executable, "-m", "tests.bench.bench_progress_rebuild"]
    done = subprocess.run(command, env={**os.environ, **environment}, stdout=subprocess.PIPE, check=True)
    found = json.loads(done.stdout.splitlines()[-1])
    lines = []
    for name, unit, goal in (("progress-rebuild", "s", GOAL), ("progress-one-record", "ms", SINGLE_GOAL)):
        value, baseline = found[name]
        figures = {"value": round(value, 2), "baseline": round(baseline, 2), "ratio": round(value / baseline, 2)}
        lines.append({"name": f"{name}/{database}", "unit": unit, "goal": goal, **figures})
    return lines


def _run() -> dict[str, tuple[float, float]]:
    """Return each figure with its baseline, on the database of this process."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    people = _people()
    few = people[: len(people) // 10]
    _fill(few)
    _enrol(few)
    _rebuild()
    small = _one_record(few)
    _fill(people[len(few) :])
    _enrol(people[len(few) :])
    rebuilds, aggregates = [], []
    for _ in range(ROUNDS):
        _forget()
        aggregates.append(_timed(_aggregate))
        rebuilds.append(_timed(_rebuild))
    return {
        "progress-rebuild": (median(rebuilds), median(aggregates)),
        "progress-one-record": (_one_record(people) * 1000, small * 1000),
    }


def _people() -> list[int]:
    """Make the people, activities and classes; return the ids of the people."""
    from django.db import connection

    from certificates.schemes.actions import create_scheme, open_cohort
    from lms.people.models import Person
    from lms.records.models import Activity
    from tests.factories.people import OrganisationFactory

    Person.objects.bulk_create(
        [Person(name=f"医生{n}", phone=f"139{n:08d}", joined_at=NOW) for n in range(PEOPLE)], batch_size=2000
    )
    Activity.objects.bulk_create(
        Activity(kind=KINDS[n % 10], mode="either", title=f"活动{n}", source_key=f"bench:{n}")
        for n in range(ACTIVITIES)
    )
    organiser = OrganisationFactory()
    for number in range(CLASSES):
        asked = [{**each, "target": each["target"] + number} if each.get("target", 1) > 1 else each for each in ASKED]
        data = {"code": f"B-{number}", "name": f"培训{number}", "organiser": organiser, "requirements": asked}
        scheme = create_scheme(data, by=None, at=NOW)
        open_cohort(scheme=scheme, name="一班", by=None, at=NOW, starts_on=FIRST, ends_on=LAST)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_numbers (n integer PRIMARY KEY)")
        cursor.executemany("INSERT INTO bench_numbers VALUES (%s)", [(n + 1,) for n in range(RECORDS // PEOPLE + 1)])
    return list(Person.objects.filter(phone__startswith="139").order_by("pk").values_list("pk", flat=True))


def _fill(people: list[int]) -> None:
    """Give ``people`` their records."""
    from django.db import connection

    from lms.records.models import Activity

    first = Activity.objects.order_by("pk").values_list("pk", flat=True)[0]
    each = RECORDS // PEOPLE
    sql = _FILL.format(activities=ACTIVITIES, **_DIALECT[connection.vendor])
    with connection.cursor() as cursor:
        cursor.execute(sql, [each, first, people[0] - 1, people[-1]])


def _enrol(people: list[int]) -> None:
    from django.db import connection

    from certificates.schemes.models import Cohort, Traineeship

    classes = list(Cohort.objects.order_by("pk").values_list("pk", flat=True))
    Traineeship.objects.bulk_create(
        [Traineeship(cohort_id=classes[pk % CLASSES], person_id=pk, enrolled_at=NOW) for pk in people], batch_size=2000
    )
    # What a database that has stood for a day knows of its tables.
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _forget() -> None:
    from certificates.schemes.models import Progress, Traineeship

    Progress.objects.all()._raw_delete("default")
    Traineeship.objects.update(state="running", completed_at=None)


def _rebuild() -> None:
    from certificates.schemes.actions import recompute

    recompute(at=NOW)


def _aggregate() -> None:
    """One GROUP BY over the same rows: the standing, good records of everybody's class, by person and kind."""
    from django.db import connection
    from django.db.models import Count, Max, Sum

    from certificates.schemes.models import GOOD_OUTCOMES
    from certificates.schemes.queries.asked import midnight
    from lms.records.models import LearningRecord

    period = {"happened_at__gte": midnight(FIRST), "happened_at__lt": midnight(LAST + timedelta(days=1))}
    good = LearningRecord.objects.standing().filter(**period, role="learner", outcome__in=GOOD_OUTCOMES)
    grouped = good.filter(person__traineeships__isnull=False).values("person", "activity__kind")
    sql, params = grouped.annotate(Count("pk"), Sum("minutes"), Max("happened_at")).query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        if not cursor.fetchall():
            raise RuntimeError("nothing to add up")


def _one_record(people: list[int]) -> float:
    """Return the median seconds that a person's progress takes once they have a new record."""
    from certificates.schemes.actions import recompute
    from lms.records.models import Activity, LearningRecord

    activity = Activity.objects.filter(kind="lecture").order_by("pk")[0]
    took = []
    for number, person in enumerate(people[:: max(len(people) // SINGLE, 1)]):
        fields = {"outcome": "attended", "mode": "onsite", "minutes": 45, "happened_at": NOW, "recorded_at": NOW}
        key = f"bench:new:{len(people)}:{number}"
        LearningRecord.objects.create(person_id=person, activity=activity, source_key=key, **fields)
        took.append(_timed(lambda person=person: recompute(person_ids=[person], at=NOW)))
    return median(took)


def _timed(do: Any) -> float:
    begun = perf_counter()
    do()
    return perf_counter() - begun


if __name__ == "__main__":
    import django

    with contextlib.redirect_stdout(sys.stderr):
        django.setup()
        result = _run()
    print(json.dumps(result))
