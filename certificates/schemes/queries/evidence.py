"""Which records counted toward a requirement, and why the others did not."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from certificates.credits.models import CreditLine
from certificates.schemes.models import Level, Progress, Requirement, Traineeship
from certificates.schemes.queries.asked import periods_of
from certificates.schemes.queries.states import RequirementState, arranged, state_of
from certificates.schemes.queries.trainee import TraineeView, view_of
from certificates.schemes.queries.values import Period, counts_once, levels_from, outcomes_of
from certificates.schemes.rules import Reached
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

    Four queries, whatever the numbers, and one for each level that is asked for.
    """
    cohort = traineeship.cohort
    rows = list(
        Progress.objects.filter(traineeship=traineeship)
        .select_related("requirement__activity", "requirement__level", "exemption__granted_by")
        .order_by("requirement__position", "requirement")
    )
    states = arranged(
        [state_of(row.requirement, Reached(row.value, row.met_at), row.exemption) for row in rows], cohort.starts_on
    )
    asked = [row.requirement for row in rows]
    records = records_of(traineeship.person_id)
    explained = []
    for state, each, period in zip(states, asked, periods_of(asked, cohort), strict=True):
        judged = [] if each.is_group else judge(each, period, records)
        counted = tuple(one for one in judged if one.counts)
        rejected = tuple(one for one in judged if not one.counts)
        explained.append(Explained(state, counted, rejected))
    return view_of(traineeship, states, at), explained


def records_of(person_id: int) -> list[LearningRecord]:
    """Return everything ``person_id`` has on record, reversals beside what they reverse, oldest first."""
    lines = CreditLine.objects.standing()
    return list(
        LearningRecord.objects.filter(person=person_id, reverses=None)
        .select_related("activity", "reversal", "workplace")
        .prefetch_related("activity__subjects", Prefetch("credit_lines", queryset=lines, to_attr="standing_lines"))
        .order_by("happened_at", "pk")
    )


def judge(
    requirement: Requirement,
    period: Period,
    records: Iterable[LearningRecord],
    words_of: Sequence[str] | None = None,
) -> list[Judged]:
    """Return the verdict on each record that ``requirement`` might be thought to count, in their order.

    :param period: the instants between which it counts, as :func:`periods_of` gives them.
    :param words_of: what :func:`levels_from` says of its level, for who judges many people; ``None`` asks.
    """
    if words_of is None:
        words_of = levels_from(requirement.level) if requirement.level else []
    seen: set[Any] = set()
    judged = []
    for record in records:
        if not _related(requirement, record):
            continue
        mark, again = _mark(requirement, record)
        reason = _objection(requirement, period, record, words_of)
        if not reason and mark in seen:
            reason = again
        amount = 0 if reason else _amount(requirement, record)
        if not (reason or amount):
            reason = _("it earned nothing here")
        if not reason and mark is not None:
            seen.add(mark)
        judged.append(Judged(record, amount, reason))
    return judged


def _related(requirement: Requirement, record: LearningRecord) -> bool:
    if requirement.activity_id:
        return bool(record.activity_id == requirement.activity_id)
    return not requirement.activity_kind or record.activity.kind == requirement.activity_kind


def _mark(requirement: Requirement, record: LearningRecord) -> tuple[Any, str | Promise]:
    """Return what a second record must not share with one that counted, and what is said if it does."""
    if requirement.measure == Requirement.Measure.DAYS:
        return timezone.localdate(record.happened_at), _("this day has already counted")
    if counts_once(requirement):
        return record.activity_id, _("the same activity has already counted")
    return None, ""


def _objection(
    requirement: Requirement, period: Period, record: LearningRecord, words_of: Sequence[str]
) -> str | Promise:
    for objects, reason in _CHECKS:
        if objects(requirement, record):
            return reason
    if requirement.level and not _at_level(requirement.level, record, words_of):
        return _("the level is too low")
    return _objection_to_time(record.happened_at, *period)


def _at_level(level: Level, record: LearningRecord, words_of: Sequence[str]) -> bool:
    lowest, score = level.from_score_hundredths, record.score_hundredths
    by_score = lowest is not None and score is not None and score >= lowest
    return by_score or record.evidence.get("level") in words_of


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
