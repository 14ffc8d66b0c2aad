"""Reading several things as they stood together, whoever writes meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def at_one_moment() -> Iterator[None]:
    """Let everything that is read within be of one moment, so that its sums agree. Nothing can be written within.

    Whoever is in a transaction already goes on in that one, and with what it sees.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic():
            _run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        # Django's own would take the lock of those who write, and wait for them.
        _run("BEGIN DEFERRED")
        try:
            yield
        finally:
            _run("COMMIT")


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
