"""Which records counted toward a requirement, and why the others did not."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from certificates.credits.models import CreditLine
from certificates.schemes.models import Cohort, Progress, Requirement, Traineeship
from certificates.schemes.queries.trainee import RequirementState, TraineeView, state_of, view_of
from certificates.schemes.queries.values import outcomes_of
from lms.records import words
from lms.records.models import LearningRecord


@dataclass(frozen=True)
class Judged:
    """One record seen by one requirement: what it adds, or why it adds nothing."""

    record: LearningRecord
    amount: int
    reason: str | Promise = ""

    @property
    def counts(self) -> bool:
        """Whether the record counted."""
        return not self.reason

    @property
    def evidence(self) -> list[tuple[str, str]]:
        """The evidence of the record as labels and values."""
        return list(words.evidence_of(self.record))

    @property
    def source(self) -> str:
        """Where the record came from, in words."""
        return words.source_of(self.record)


@dataclass(frozen=True)
class Explained:
    """A requirement, the records that counted toward it and the related ones that did not."""

    state: RequirementState
    counted: tuple[Judged, ...]
    rejected: tuple[Judged, ...]


def explain(traineeship: Traineeship, at: datetime) -> tuple[TraineeView, list[Explained]]:
    """Return how ``traineeship`` stands at ``at``, and how every requirement came to its value.

    Four queries, whatever the numbers.
    """
    rows = list(
        Progress.objects.filter(traineeship=traineeship)
        .select_related("requirement__activity")
        .order_by("requirement__position", "requirement")
    )
    records = records_of(traineeship.person_id)
    explained = []
    for row in rows:
        judged = judge(row.requirement, traineeship.cohort, records)
        counted = tuple(each for each in judged if each.counts)
        rejected = tuple(each for each in judged if not each.counts)
        explained.append(Explained(state_of(row), counted, rejected))
    return view_of(traineeship, rows, at), explained


def records_of(person_id: int) -> list[LearningRecord]:
    """Return everything ``person_id`` has on record, reversals beside what they reverse, oldest first."""
    lines = CreditLine.objects.standing()
    return list(
        LearningRecord.objects.filter(person=person_id, reverses=None)
        .select_related("activity", "reversal", "workplace")
        .prefetch_related("activity__subjects", Prefetch("credit_lines", queryset=lines, to_attr="standing_lines"))
        .order_by("happened_at", "pk")
    )


def judge(requirement: Requirement, cohort: Cohort, records: Iterable[LearningRecord]) -> list[Judged]:
    """Return the verdict on each record that ``requirement`` might be thought to count, in their order."""
    seen: set[int] = set()
    judged = []
    for record in records:
        if not _related(requirement, record):
            continue
        reason = _objection(requirement, cohort, record)
        if not reason and _each_once(requirement) and record.activity_id in seen:
            reason = _("the same activity has already counted")
        amount = 0 if reason else _amount(requirement, record)
        if not (reason or amount):
            reason = _("it earned nothing here")
        if not reason:
            seen.add(record.activity_id)
        judged.append(Judged(record, amount, reason))
    return judged


def _related(requirement: Requirement, record: LearningRecord) -> bool:
    if requirement.activity_id:
        return bool(record.activity_id == requirement.activity_id)
    return not requirement.activity_kind or record.activity.kind == requirement.activity_kind


def _each_once(requirement: Requirement) -> bool:
    return requirement.measure == Requirement.Measure.COUNT and requirement.each_activity_once


def _objection(requirement: Requirement, cohort: Cohort, record: LearningRecord) -> str | Promise:
    since, before = cohort.period(requirement)
    for objects, reason in _CHECKS:
        if objects(requirement, record):
            return reason
    return _objection_to_time(record.happened_at, since, before)


def _objection_to_time(happened_at: datetime, since: datetime, before: datetime) -> str | Promise:
    if happened_at < since:
        return _("it was before the period")
    return _("it was after the period") if happened_at >= before else ""


def _score_too_low(requirement: Requirement, record: LearningRecord) -> bool:
    lowest = requirement.min_score_hundredths
    return lowest is not None and (record.score_hundredths is None or record.score_hundredths < lowest)


def _lacks_subject(requirement: Requirement, record: LearningRecord) -> bool:
    wanted = requirement.subject_id
    return wanted is not None and wanted not in {subject.pk for subject in record.activity.subjects.all()}


_CHECKS: list[tuple[Callable[[Requirement, LearningRecord], Any], str | Promise]] = [
    (lambda _requirement, record: getattr(record, "reversal", None), _("the record was taken back")),
    (lambda requirement, record: record.role != requirement.role, _("it was done in another role")),
    (
        lambda requirement, record: requirement.activity_kind and record.activity.kind != requirement.activity_kind,
        _("it is another kind of activity"),
    ),
    (_lacks_subject, _("it is about another subject")),
    (lambda requirement, record: requirement.mode and record.mode != requirement.mode, _("it was done another way")),
    (_score_too_low, _("the score is too low")),
    (lambda requirement, record: record.outcome not in outcomes_of(requirement), _("it was not passed or completed")),
]


def _amount(requirement: Requirement, record: LearningRecord) -> int:
    if requirement.measure == Requirement.Measure.MINUTES:
        return record.minutes
    if requirement.measure == Requirement.Measure.CREDITS:
        lines = record.standing_lines  # type: ignore[attr-defined]
        return sum(line.hundredths for line in lines if requirement.authority in {"", line.authority})
    return 1
