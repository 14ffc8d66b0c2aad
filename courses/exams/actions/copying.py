"""Copying an exam for the next time."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from courses.exams.actions.exams import Line, create_exam
from courses.exams.models import Exam
from lms.audit.actions import record
from lms.people.models import Person

_KEPT = (
    *("intro", "duration_minutes", "pass_mark_hundredths", "attempts", "opens_at", "closes_at", "review"),
    *("marks_release", "partial_rule", "late_rule", "marking_tolerance_hundredths", "shuffle_options"),
)


@transaction.atomic
def copy_exam(*, exam: Exam, by: Person | None, at: datetime) -> Exam:
    """Return a new exam with the blueprint, people and rules of ``exam``: not published, and without its code.

    Its dates are those of the old one until somebody sets others.
    """
    lines = [
        Line(
            subject=line.subject,
            unit=line.unit,
            kind=line.kind,
            difficulty=line.difficulty,
            count=line.count,
            points=line.points,
        )
        for line in exam.lines.select_related("subject").order_by("sort_order", "pk")
    ]
    title = _("%(title)s (copy)") % {"title": exam.title}
    settings = {name: getattr(exam, name) for name in _KEPT}
    copy = create_exam(
        code=_free_code(exam.code), title=title[:120], organiser=exam.organiser, lines=lines, at=at, **settings
    )
    copy.rosters.set(exam.rosters.all())
    copy.save()
    record("exams.exam.copied", actor=by, subject=copy, at=at, copied_from=exam.code)
    return copy


def _free_code(code: str) -> str:
    """Return the first of ``code-2``, ``code-3`` … that is not taken."""
    stem = code[:50]
    taken = set(Exam.objects.filter(code__startswith=f"{stem}-").values_list("code", flat=True))
    number = 2
    while f"{stem}-{number}" in taken:
        number += 1
    return f"{stem}-{number}"
