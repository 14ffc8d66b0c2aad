"""What sittings came to: results, and the learning records that say so."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from courses.exams import queries, rules
from courses.exams.models import Exam, Result, Sitting, SittingItem
from lms.people.models import Person
from lms.records.actions import Deed, write
from lms.records.models import LearningRecord


@transaction.atomic
def settle(sitting: Sitting, *, cause: str, at: datetime, by: Person | None = None) -> Result:
    """Reckon a closed ``sitting``; its learning record is written once the exam releases the marks."""
    score = _mark(sitting)
    sitting.score_hundredths = score
    sitting.passed = score >= sitting.exam.pass_mark_hundredths
    sitting.save(update_fields=["score_hundredths", "passed"])
    return _add(sitting, cause=cause, at=at, by=by, is_out=queries.marks_are_out(sitting.exam, at))


def publish(exam: Exam, *, at: datetime, by: Person | None = None) -> int:
    """Write the learning records of an exam whose marks were held back; return how many. Again: nothing."""
    written = Result.objects.filter(sitting=OuterRef("pk"), record__isnull=False)
    waiting = Sitting.objects.filter(~Exists(written), exam=exam, score_hundredths__isnull=False)
    done = 0
    for sitting in waiting.select_related("exam__activity", "person").order_by("pk"):
        with transaction.atomic():
            _add(sitting, cause=Result.Cause.CLOSED, at=at, by=by, is_out=True)
        done += 1
    return done


def _add(sitting: Sitting, *, cause: str, at: datetime, by: Person | None, is_out: bool) -> Result:
    return Result.objects.create(
        sitting=sitting,
        number=sitting.results.count() + 1,
        score_hundredths=sitting.score_hundredths or 0,
        passed=bool(sitting.passed),
        cause=cause,
        at=at,
        by=by,
        record=write(_deed(sitting), at=at) if is_out else None,
    )


def _mark(sitting: Sitting) -> int:
    """Give every item what its answer earns; return the score of the paper."""
    items = list(sitting.items.select_related("version", "answer"))
    for item in items:
        answer = getattr(item, "answer", None)
        item.chosen = answer.chosen if answer else []
        right = item.version.part(item.part).right
        item.earned_hundredths = rules.earned_hundredths(answer.chosen if answer else None, right, item.points)
    SittingItem.objects.bulk_update(items, ["chosen", "earned_hundredths"])
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
        evidence={"sitting": sitting.pk, "attempt": sitting.attempt, "receipt": sitting.receipt_number},
        source_key=f"exams:sitting:{sitting.pk}",
    )
