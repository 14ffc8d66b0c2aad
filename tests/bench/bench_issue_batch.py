"""Issuing to a class of thousands: how the database queries grow with the people, and what interruptions cost."""

from datetime import timedelta
from time import perf_counter

from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from certificates.register.actions import issue_some, issuing, pending
from certificates.register.models import Batch, Certificate
from tests.certificates.register.classes import approved, big_class
from tests.certificates.register.killing import issue_under_fire

PEOPLE = 4_500


def measure() -> list[dict[str, object]]:
    """Return the queries for each person and the certificates a second, and how many of 4,500 survive the kills."""
    call_command("migrate", verbosity=0, interactive=False)
    now = timezone.now()
    batch = approved(big_class(PEOPLE, at=now - timedelta(days=1)), at=now)
    queries, seconds, steps = _issue(batch)
    whole = _is_whole(batch)

    second = approved(big_class(PEOPLE, at=now - timedelta(days=1)), at=now)
    kills, gaps = issue_under_fire(second, kills=12)
    common = {"baseline": PEOPLE}
    return [
        {
            "name": "issue-batch",
            "value": queries,
            "unit": f"queries for {PEOPLE} people in {steps} steps",
            "ratio": round(queries / steps, 1),
            "goal": 25,
            **common,
        },
        {
            "name": "issue-batch-speed",
            "value": round(PEOPLE / seconds, 1),
            "unit": "1/s",
            "ratio": float(whole),
            "goal": 1,
            **common,
        },
        {
            "name": "issue-batch-killed",
            "value": kills,
            "unit": f"kills -9; {gaps} gaps, doubles or missing",
            "ratio": float(gaps == 0),
            "goal": 1,
            **common,
        },
    ]


def _issue(batch: Batch) -> tuple[int, float, int]:
    waiting = list(pending(batch).values_list("pk", flat=True))
    begun, steps = perf_counter(), range(0, len(waiting), issuing.AT_ONCE)
    with CaptureQueriesContext(connection) as captured:
        connection.queries_log.clear()
        total = 0
        for start in steps:
            before = len(captured)
            issue_some(batch, waiting[start : start + issuing.AT_ONCE], at=timezone.now())
            total += len(captured) - before
            connection.queries_log.clear()
            captured.initial_queries = 0
    return total, perf_counter() - begun, len(steps)


def _is_whole(batch: Batch) -> bool:
    made = Certificate.objects.filter(batch=batch)
    return made.count() == made.values("person").distinct().count() == PEOPLE
