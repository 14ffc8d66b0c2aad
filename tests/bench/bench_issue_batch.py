"""Issuing to a class of 4,500: how the queries grow, and what is left when the worker is killed again and again."""

from datetime import timedelta
from time import perf_counter
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from certificates.register.actions import issue_some, issuing, pending
from certificates.register.models import Batch
from certificates.register.signing.keys import trial_key
from tests.certificates.register.classes import approved, big_class
from tests.certificates.register.killing import issue_under_fire

PEOPLE, FEW = 4_500, 450
KILLS = 12


class Queries:
    """Counts what is asked of the database."""

    def __init__(self) -> None:
        self.number = 0

    def __call__(self, execute: Any, *query: Any) -> Any:
        self.number += 1
        return execute(*query)


def measure() -> list[dict[str, object]]:
    """Return the queries for each step and certificates a second for 4,500 people beside 450, and what kills cost."""
    call_command("migrate", verbosity=0, interactive=False)
    trial_key(make=True)
    few, few_seconds = _issue(FEW)
    many, seconds = _issue(PEOPLE)
    killed, faults = issue_under_fire(_batch(PEOPLE), kills=KILLS)
    return [
        {
            "name": "issue-batch",
            "value": round(many, 1),
            "unit": "queries a step of 100 people",
            "baseline": round(few, 1),
            "ratio": round(many / few, 2),
            "goal": 1.1,
        },
        {
            "name": "issue-batch-speed",
            "value": round(PEOPLE / seconds, 1),
            "unit": "1/s",
            "baseline": round(FEW / few_seconds, 1),
            "ratio": round(PEOPLE / seconds / (FEW / few_seconds), 2),
            "goal": 0.8,
        },
        {
            "name": "issue-batch-killed",
            "value": faults,
            "unit": f"faults of {PEOPLE} after kill -9",
            "baseline": killed,
            "ratio": faults,
            "goal": 0,
        },
    ]


def _batch(size: int) -> Batch:
    now = timezone.now()
    return approved(big_class(size, at=now - timedelta(days=1)), at=now)


def _issue(size: int) -> tuple[float, float]:
    """Issue to ``size`` people; return the queries for each step and the seconds."""
    batch, queries = _batch(size), Queries()
    waiting = list(pending(batch).values_list("pk", flat=True))
    steps = range(0, len(waiting), issuing.AT_ONCE)
    begun = perf_counter()
    with connection.execute_wrapper(queries):
        for start in steps:
            issue_some(batch, waiting[start : start + issuing.AT_ONCE], at=timezone.now())
    seconds = perf_counter() - begun
    made = batch.certificates.values("person").distinct().count()
    assert made == batch.certificates.count() == size
    return queries.number / len(steps), seconds
