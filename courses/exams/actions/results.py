"""Reckoning what sittings came to: results, and the learning records that say so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, Subquery, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from courses.exams import rules
from courses.exams.actions.earning import mark_items
from courses.exams.models import Exam, KeyCorrection, Result, Sitting, SittingItem
from courses.exams.queries.release import marks_are_out
from lms.audit.actions import record as audit
from lms.kit import bulk
from lms.notices.actions import notify_many
from lms.people.models import Person
from lms.records.actions import Deed, Taking, restate_many, write_many
from lms.records.models import LearningRecord

# Sittings settled in one transaction: what a kill can cost is at most this many, and they are settled again.
AT_ONCE = 1000


@dataclass(frozen=True)
class Change:
    """A result that is new, and the one before it."""

    sitting: Sitting
    was: Result | None
    now: Result

    @property
    def is_out(self) -> bool:
        """Whether the person may know."""
        return marks_are_out(self.sitting.exam, self.now.at)


class Occasion(NamedTuple):
    """Why results are reckoned: the cause, when, by whom, and for a corrected key the correction."""

    cause: str
    at: datetime
    by: Person | None = None
    correction: KeyCorrection | None = None

    @property
    def reason(self) -> str:
        """What the reversing records say."""
        said = str(Result.Cause(self.cause).label)
        return f"{said}: {self.correction.reason}" if self.correction else said


def settle(sitting: Sitting, *, cause: str, at: datetime, by: Person | None = None) -> Result | None:
    """Reckon a closed ``sitting`` and return its newest result; ``None`` while short answers wait for marks.

    A result is written only if it differs from the one before. Then the learning record of that one is reversed and
    a new one written; while the exam holds its marks back there is none, see :func:`publish`.
    """
    settle_many([sitting.pk], Occasion(cause, at, by))
    newest = sitting.results.order_by("number").last()
    sitting.refresh_from_db(fields=["score_hundredths", "passed"])
    return newest


@transaction.atomic
def settle_many(sitting_ids: Sequence[int], occasion: Occasion) -> list[Change]:
    """Do the same for many sittings, in statements whose number does not grow with them; return what changed.

    Called again it changes nothing. With a correction only the question it is about is marked anew.
    """
    sittings = _locked(sitting_ids)
    items = SittingItem.objects.filter(sitting__in=sittings)
    if occasion.correction:
        items = items.filter(version=occasion.correction.version_id, part=occasion.correction.part)
    mark_items(items, {pk: each.exam for pk, each in sittings.items()})
    return _write(sittings, _scores(sittings), occasion)


def _locked(sitting_ids: Sequence[int]) -> dict[int, Sitting]:
    """Return the sittings that are closed, by id: settling takes turns with closing, marking and other corrections."""
    found = Sitting.objects.select_for_update().filter(pk__in=sitting_ids, submitted_at__isnull=False).order_by("pk")
    sittings = {each.pk: each for each in found}
    # Many sittings are of one exam, and of people nothing but the id is asked.
    exams = Exam.objects.select_related("activity").in_bulk({each.exam_id for each in sittings.values()})
    people = Person.objects.only("pk").in_bulk({each.person_id for each in sittings.values()})
    for sitting in sittings.values():
        sitting.exam, sitting.person = exams[sitting.exam_id], people[sitting.person_id]
    return sittings


def _scores(sittings: Mapping[int, Sitting]) -> dict[int, int]:
    """Return the score of each sitting whose items are all marked."""
    items = SittingItem.objects.filter(sitting__in=sittings).values_list("sitting")
    sums = items.annotate(Sum("points"), Sum("earned_hundredths"), open=Count("pk", filter=Q(earned_hundredths=None)))
    return {
        sitting: rules.score_hundredths(earned or 0, points) for sitting, points, earned, still in sums if not still
    }


def _write(sittings: Mapping[int, Sitting], scores: Mapping[int, int], occasion: Occasion) -> list[Change]:
    former = _former(sittings)
    changes = []
    for pk, score in scores.items():
        sitting, was = sittings[pk], former[pk][-1] if pk in former else None
        passed = score >= sitting.exam.pass_mark_hundredths
        if was is None or (was.score_hundredths, was.passed) != (score, passed):
            changes.append(Change(sitting, was, _result(sitting, was, score, passed, occasion)))
    if changes:
        _write_records(changes, former, occasion)
        bulk.create([each.now for each in changes])
        _show([each.sitting.pk for each in changes])
    return changes


def _former(sittings: Mapping[int, Sitting]) -> dict[int, list[Result]]:
    """Return the results each sitting has, the newest last."""
    found: dict[int, list[Result]] = {}
    for result in Result.objects.filter(sitting__in=sittings).order_by("number"):
        found.setdefault(result.sitting_id, []).append(result)
    return found


def _result(sitting: Sitting, was: Result | None, score: int, passed: bool, occasion: Occasion) -> Result:
    return Result(
        sitting=sitting,
        number=was.number + 1 if was else 1,
        score_hundredths=score,
        passed=passed,
        cause=occasion.cause,
        correction=occasion.correction,
        by=occasion.by,
        at=occasion.at,
    )


def _write_records(changes: Sequence[Change], former: Mapping[int, list[Result]], occasion: Occasion) -> None:
    """Reverse the records of the results before, and write new ones.

    A record that somebody has taken back by hand stays taken back: no correction brings it to life again.
    """
    standing = {each.sitting.pk: _last_record(former.get(each.sitting.pk, ())) for each in changes}
    due: list[Change] = []

    def instead(taken_back: set[int]) -> list[Deed]:
        for change in changes:
            before = standing[change.sitting.pk]
            if before in taken_back if before else change.is_out:
                due.append(change)
        return [_deed(each.now) for each in due]

    taking = Taking(occasion.by, occasion.reason)
    records = restate_many([pk for pk in standing.values() if pk], taking, instead, at=occasion.at)
    for change, record in zip(due, records, strict=True):
        change.now.record = record


def _last_record(results: Sequence[Result]) -> int | None:
    return next((each.record_id for each in reversed(results) if each.record_id), None)


def _show(sitting_ids: Sequence[int]) -> None:
    """Have the sittings say what their newest results say."""
    newest = Result.objects.filter(sitting=OuterRef("pk")).order_by("-number")
    Sitting.objects.filter(pk__in=sitting_ids).update(
        score_hundredths=Subquery(newest.values("score_hundredths")[:1]), passed=Subquery(newest.values("passed")[:1])
    )


def _deed(result: Result) -> Deed:
    sitting = result.sitting
    ended = sitting.submitted_at or sitting.deadline_at
    key = f"exams:sitting:{sitting.pk}"
    return Deed(
        person=sitting.person,
        activity=sitting.exam.activity,
        outcome=LearningRecord.Outcome.PASSED if result.passed else LearningRecord.Outcome.FAILED,
        score_hundredths=result.score_hundredths,
        minutes=rules.used_minutes(sitting.started_at, ended),
        happened_at=ended,
        evidence={
            "sitting": sitting.pk,
            "attempt": sitting.attempt,
            "receipt": sitting.receipt or sitting.receipt_number,
        },
        source_key=key if result.number == 1 else f"{key}:{result.number}",
    )


def publish(exam: Exam, *, at: datetime, by: Person | None = None) -> int:
    """Write the learning records of an exam whose marks were held back, and tell its people; return how many.

    Some sittings at a time, each step in a transaction of its own; called again it goes on, and then does nothing.
    """
    written = Result.objects.filter(sitting=OuterRef("pk"), record__isnull=False)
    waiting = Sitting.objects.filter(~Exists(written), exam=exam, score_hundredths__isnull=False).order_by("pk")
    pks = list(waiting.values_list("pk", flat=True))
    return sum(_publish_some(pks[start : start + AT_ONCE], at=at, by=by) for start in range(0, len(pks), AT_ONCE))


@transaction.atomic
def _publish_some(sitting_ids: Sequence[int], *, at: datetime, by: Person | None) -> int:
    sittings = _locked(sitting_ids)
    former = {pk: results for pk, results in _former(sittings).items() if not any(each.record_id for each in results)}
    occasion = Occasion(Result.Cause.PUBLISHED, at, by)
    fresh = [
        _result(sittings[pk], results[-1], results[-1].score_hundredths, results[-1].passed, occasion)
        for pk, results in former.items()
    ]
    for result, record in zip(fresh, write_many([_deed(each) for each in fresh], at=at), strict=True):
        result.record = record
    bulk.create(fresh)
    if fresh:
        _tell_published(fresh[0].sitting.exam, [each.sitting.person for each in fresh], at)
        audit("exams.results.published", actor=by, subject=fresh[0].sitting.exam, at=at, sittings=len(fresh))
    return len(fresh)


def _tell_published(exam: Exam, people: Sequence[Person], at: datetime) -> None:
    notify_many(
        people,
        at=at,
        kind="exams.results.published",
        key=str(exam.pk),
        title=_("Your result is out: %(exam)s") % {"exam": exam.title},
        url=reverse("exams:exam", args=[exam.pk]),
    )
