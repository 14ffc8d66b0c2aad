"""Reckoning what a sitting came to."""

from datetime import datetime

from courses.exams import rules
from courses.exams.models import Sitting, SittingItem
from lms.people.models import Person
from lms.records.actions import Deed, write
from lms.records.models import LearningRecord


def settle(sitting: Sitting, *, cause: str, at: datetime, by: Person | None = None) -> None:
    """Mark what counts of a closed ``sitting`` and write the learning record."""
    score = _mark(sitting)
    sitting.score_hundredths = score
    sitting.passed = score >= sitting.exam.pass_mark_hundredths
    sitting.save(update_fields=["score_hundredths", "passed"])
    if not LearningRecord.objects.filter(source_key=f"exams:sitting:{sitting.pk}").exists():
        write(_deed(sitting), at=at)


def _mark(sitting: Sitting) -> int:
    """Give every item what its answer earns; return the score of the paper."""
    items = list(sitting.items.select_related("version"))
    for item in items:
        item.earned_hundredths = rules.earned_hundredths(item.chosen, item.version.part(item.part).right, item.points)
    SittingItem.objects.bulk_update(items, ["earned_hundredths"])
    return rules.score_hundredths(
        sum(item.earned_hundredths or 0 for item in items), sum(item.points for item in items)
    )


def _deed(sitting: Sitting) -> Deed:
    ended = sitting.submitted_at or sitting.deadline_at
    return Deed(
        person=sitting.person,
        activity=sitting.exam.activity,
        outcome=LearningRecord.Outcome.PASSED if sitting.passed else LearningRecord.Outcome.FAILED,
        score_hundredths=sitting.score_hundredths,
        minutes=rules.used_minutes(sitting.started_at, ended),
        happened_at=ended,
        evidence={"sitting": sitting.pk, "attempt": sitting.attempt, "receipt": sitting.receipt},
        source_key=f"exams:sitting:{sitting.pk}",
    )
