"""Many records, sealed, and an operator who writes past the triggers."""

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from django.db import connection
from django.test import TestCase

from lms.records import last_head
from lms.records.actions import seal
from lms.records.models import LearningRecord
from tests.factories.people import PersonFactory
from tests.factories.records import ActivityFactory

DAY = datetime(2026, 11, 19, 2, 0, tzinfo=UTC)
TABLES = ("records_learningrecord", "records_sealedrun", "records_treehead")


def fill(count, *, ids=None, **fields):
    """Write ``count`` records, and return their numbers."""
    person, activity = PersonFactory(), ActivityFactory()
    begun = LearningRecord.objects.count()
    numbers = ids or [None] * count
    rows = [
        LearningRecord(
            pk=number,
            person=person,
            activity=activity,
            **{
                "outcome": "completed",
                "mode": "online",
                "minutes": 30 + place % 7,
                "happened_at": DAY + timedelta(minutes=place),
                "recorded_at": DAY + timedelta(hours=1),
                "evidence": {"seconds": 60 * place},
                "source_key": f"test:many:{begun + place}",
                **fields,
            },
        )
        for place, number in enumerate(numbers)
    ]
    before = set(LearningRecord.objects.values_list("pk", flat=True)) if begun < 5_000 else set()
    LearningRecord.objects.bulk_create(rows, batch_size=500)
    if ids and connection.vendor == "postgresql":
        # Numbers that were given and not drawn do not move the sequence on.
        with connection.cursor() as cursor:
            cursor.execute("SELECT setval(pg_get_serial_sequence('records_learningrecord', 'id'), %s)", [max(ids)])
    return sorted(set(LearningRecord.objects.values_list("pk", flat=True)) - before)


def seal_on(day):
    """Seal, so many days after the first."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        return seal(at=DAY + timedelta(days=day))


@contextmanager
def as_operator():
    """Switch the triggers off, as who may write SQL can."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
        else:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'records_%%'")
            triggers = cursor.fetchall()
            for name, _sql in triggers:
                cursor.execute(f"DROP TRIGGER {name}")
        yield cursor
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = DEFAULT")
        else:
            for _name, sql in triggers:
                cursor.execute(sql)


def forget_last_head():
    """Remove the file beside the key, as who may do more than write SQL can."""
    last_head.place().unlink()
