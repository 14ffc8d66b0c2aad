"""The exams somebody can sit now."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.urls import reverse

from courses.exams.queries import to_take
from lms.records.openings import Opening


def exams(person: Any, at: datetime) -> Iterator[Opening]:
    """Yield the exams that are open to ``person`` and not passed. Two queries."""
    for row in to_take(person, at):
        exam = row.exam
        yield Opening(
            activity_id=exam.activity_id,
            title=exam.title,
            kind="exam",
            url=reverse("exams:exam", args=[exam.pk]),
            minutes=exam.duration_minutes,
            until=exam.closes_at,
        )
