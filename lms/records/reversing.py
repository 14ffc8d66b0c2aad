"""Whether a line of an append-only table has been taken back by another line of it."""

from typing import Any

from django.db.models import Exists, Model, OuterRef


def taken_back(model: type[Model], line: str = "pk", **by: Any) -> Exists:
    """Return the condition that the line of ``model`` named by the column ``line`` is reversed, by a line like ``by``.

    It asks the index on ``reverses`` line by line. Of an outer join PostgreSQL expects that one row is left, and plans
    for that; SQLite reads all the lines there are.
    """
    return Exists(model._default_manager.filter(reverses=OuterRef(line), reverses__isnull=False, **by))
