"""Giving every item of closed sittings what its answer earns."""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import QuerySet

from courses.exams import rules
from courses.exams.models import Exam, Mark, SittingItem
from courses.exams.queries.keys import Asked, keys_of
from courses.exams.rules import verdict


class _Row(NamedTuple):
    pk: int
    sitting: int
    version: int
    part: int
    points: int
    chosen: Sequence[int] | None
    text: str
    earned: int | None


def mark_items(items: QuerySet[SittingItem], exams: dict[int, Exam]) -> None:
    """Write what each of ``items`` earns under the keys, corrections and marks of now. Few statements for many items.

    A short answer that waits for marks is left open; one left blank earns nothing.

    :param exams: the exam of each sitting, by the sitting's id.
    """
    fields = ("pk", "sitting", "version", "part", "points", "chosen", "text", "earned_hundredths")
    rows = [_Row(*row) for row in items.values_list(*fields)]
    keys = keys_of(row.version for row in rows)
    given = _marks(items)
    due: dict[int | None, list[int]] = defaultdict(list)
    for row in rows:
        earned = _earned(row, keys[row.version, row.part], given.get(row.pk, {}), exams[row.sitting])
        if earned != row.earned:
            due[earned].append(row.pk)
    for earned, pks in due.items():
        SittingItem.objects.filter(pk__in=pks).update(earned_hundredths=earned)


def _marks(items: QuerySet[SittingItem]) -> dict[int, dict[int, int]]:
    """Return the marks of each item by round. Of several takes of one round the last counts."""
    found: dict[int, dict[int, int]] = defaultdict(dict)
    marks = Mark.objects.filter(item__in=items.values("pk")).order_by("take")
    for item, number, earned in marks.values_list("item", "round", "earned_hundredths"):
        found[item][number] = earned
    return found


def _earned(row: _Row, asked: Asked, marks: dict[int, int], exam: Exam) -> int | None:
    if Mark.APPEAL in marks:
        return marks[Mark.APPEAL]
    if not asked.is_short or asked.key.is_void:
        return rules.earned_hundredths(
            row.chosen, asked.key, row.points, partial=exam.partial_rule, one_choice=asked.one_choice
        )
    if not row.text.strip():
        return 0
    return verdict(marks, exam.marking_tolerance_hundredths).earned_hundredths
