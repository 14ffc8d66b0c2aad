"""Up to which number no record can still come: a lower number may be committed after a higher one."""

import time
from datetime import timedelta

from django.db import connection
from django.db.models import Max

from lms.records.models import LearningRecord, SealedRun

PATIENCE = timedelta(seconds=20)
# As long as somebody who reads a page may be kept waiting.
BRIEFLY = timedelta(seconds=1)
_LOOK = 0.05
# Who draws a number holds this lock on the sequence until the end of the transaction, and had it before the number.
_DRAWING = """
SELECT virtualtransaction FROM pg_locks WHERE locktype = 'relation'
AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
AND relation = pg_get_serial_sequence(%s, 'id')::regclass
AND mode = 'RowExclusiveLock' AND granted AND pid <> pg_backend_pid()
"""


def horizon(*, patience: timedelta = PATIENCE) -> int | None:
    """Return the highest number below which every record is committed; ``None`` where one stays open too long.

    SQLite has one writer at a time, so numbers are committed in their order. On PostgreSQL those that have drawn
    numbers so far are waited for; whoever comes meanwhile draws higher ones and is not.
    """
    highest = LearningRecord.objects.aggregate(highest=Max("pk"))["highest"] or 0
    if connection.vendor != "postgresql":
        return highest
    until = time.monotonic() + patience.total_seconds()
    open_still = _drawing()
    while open_still:
        if time.monotonic() > until:
            return None
        time.sleep(_LOOK)
        open_still &= _drawing()
    return highest


def settled() -> int:
    """Return a number up to which every record is committed, without a long wait: nothing below it can still come.

    The newest there is; where somebody is writing for long, the last that is sealed, as nothing is sealed too soon.
    """
    upto = horizon(patience=BRIEFLY)
    if upto is None:
        upto = SealedRun.objects.leaves().aggregate(last=Max("last_id"))["last"] or 0
    return upto


def _drawing() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(_DRAWING, [LearningRecord._meta.db_table])
        return {name for (name,) in cursor.fetchall()}
