"""Correcting a key for 36,404 sittings, beside one bulk insert of the reversing and the new records.

Every result changes: the worst there is. The regrade marks the question anew, reckons each paper of 50 questions,
writes results, reversals, new records, audit entries and notices, and announces them, some sittings at a time.

``REGRADE_SCALE=0.1`` measures a tenth of it.
"""

import contextlib
import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from time import perf_counter
from typing import Any

SCALE = float(os.environ.get("REGRADE_SCALE", "1"))
SITTINGS, QUESTIONS = int(36_404 * SCALE), 50
GOAL = 5
NOW = datetime(2026, 12, 1, 4, tzinfo=UTC)
BEGAN, ENDED = NOW - timedelta(days=9), NOW - timedelta(days=9, minutes=-40)

# The key of the first question is wrong: half of the people chose what is right, and half what the key says.
_ITEMS = """
INSERT INTO exams_sittingitem
    (sitting_id, position, version_id, part, "order", points, chosen, text, earned_hundredths)
SELECT s.id, v.id - {wrong} + 1, v.id, 0, '[0, 1, 2, 3]', 2,
    CASE WHEN v.id = {wrong} AND s.id % 2 = 0 THEN {second}
         WHEN v.id <> {wrong} AND (v.id + s.id) % 10 < 4 THEN {third} ELSE {first} END, '',
    CASE WHEN v.id = {wrong} AND s.id % 2 = 0 OR v.id <> {wrong} AND (v.id + s.id) % 10 < 4 THEN 0 ELSE 200 END
FROM exams_sitting s CROSS JOIN exams_questionversion v
"""


def measure() -> list[dict[str, Any]]:
    """Return the figure on both databases, each measured in a process of its own."""
    from tests.postgres import private_postgres

    with private_postgres() as url:
        return [_in_own_process("sqlite", {}), _in_own_process("postgresql", {"DATABASE_URL": url})]


def _in_own_process(database: str, environment: dict[str, str]) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.bench.bench_regrade"]
    done = subprocess.run(command, env={**os.environ, **environment}, stdout=subprocess.PIPE, check=True)
    value, baseline = json.loads(done.stdout.splitlines()[-1])
    figures = {"value": round(value, 2), "baseline": round(baseline, 2), "ratio": round(value / baseline, 2)}
    return {"name": f"regrade/{database}", "unit": f"s for {SITTINGS} sittings", "goal": GOAL, **figures}


def _run() -> tuple[float, float]:
    """Return the seconds of the regrade and of the bulk insert, on the database of this process."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    wrong = _questions()
    _sit(wrong)
    regrade = _timed(lambda: _regrade(wrong))
    return regrade, _timed(_bulk_insert(_shapes()))


def _questions() -> Any:
    """Make the questions of the exam, and return the one whose key is wrong."""
    from tests.factories.exams import QuestionVersionFactory

    versions = [QuestionVersionFactory(right=[0], options=["甲", "乙", "丙", "丁"]) for _each in range(QUESTIONS)]
    return versions[0]


def _sit(wrong: Any) -> None:
    """Have everybody sit the exam and keep what they came to."""
    from django.db import connection

    from courses.exams.actions.results import AT_ONCE, Occasion, settle_many
    from courses.exams.models import Sitting
    from lms.people.models import Person
    from tests.factories.exams import ExamFactory

    exam = ExamFactory(opens_at=NOW - timedelta(days=20), closes_at=NOW - timedelta(days=2))
    Person.objects.bulk_create(
        [Person(name=f"医生{n}", phone=f"139{n:08d}", joined_at=BEGAN) for n in range(SITTINGS)], batch_size=2000
    )
    people = Person.objects.filter(phone__startswith="139").values_list("pk", flat=True)
    fields = {"exam": exam, "attempt": 1, "seed": 7, "started_at": BEGAN, "deadline_at": ENDED}
    closed = {"submitted_at": ENDED, "closed_by": "person"}
    Sitting.objects.bulk_create([Sitting(person_id=pk, **fields, **closed) for pk in people], batch_size=2000)
    cast = "::jsonb" if connection.vendor == "postgresql" else ""
    chosen = {name: f"'[{place}]'{cast}" for place, name in enumerate(("first", "second", "third"))}
    with connection.cursor() as cursor:
        cursor.execute(_ITEMS.format(wrong=wrong.pk, **chosen))
    pks = list(Sitting.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(pks), AT_ONCE):
        settle_many(pks[start : start + AT_ONCE], Occasion("closed", NOW))
    # What a database that has stood for a day knows of its tables.
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _regrade(wrong: Any) -> None:
    from courses.exams import actions
    from courses.exams.models import Result

    change = actions.Correction(rule="replace", right=[1], reason="教材第九版已改")
    regrade = actions.correct_key(version=wrong, part=0, change=change, by=None, at=NOW)
    actions.run_regrade(regrade, clock=lambda: NOW, advance=lambda _done: None)
    if Result.objects.filter(cause="key").count() != SITTINGS:
        raise RuntimeError("not every result changed")


def _shapes() -> list[Any]:
    """Return the reversing and new records that would follow the last ones, unsaved."""
    from courses.exams.models import Result
    from lms.records.models import LearningRecord

    rows = []
    for result in Result.objects.filter(cause="key").select_related("record"):
        old = result.record
        fields = {"person_id": old.person_id, "activity_id": old.activity_id, "mode": old.mode, "minutes": old.minutes}
        fields |= {"happened_at": old.happened_at, "recorded_at": NOW, "evidence": {"reason": "教材第九版已改"}}
        rows.append(LearningRecord(**fields, outcome="reversed", source_key=f"bench:reversal:{old.pk}", reverses=old))
        rows.append(LearningRecord(**fields, outcome="passed", score_hundredths=9000, source_key=f"bench:{old.pk}"))
    return rows


def _bulk_insert(rows: list[Any]) -> Any:
    from lms.records.models import LearningRecord

    return lambda: LearningRecord.objects.bulk_create(rows, batch_size=1000)


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
