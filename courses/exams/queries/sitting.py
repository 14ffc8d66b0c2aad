"""Exams and sittings as one person meets them, and as an organiser counts them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, FilteredRelation, Q

from courses.exams.models import Exam, Sitting
from lms.people.models import Person


@dataclass(frozen=True, kw_only=True)
class ExamRow:
    """One exam as one person meets it at one moment."""

    exam: Exam
    sittings: list[Sitting] = field(default_factory=list)
    at: datetime

    @property
    def open_sitting(self) -> Sitting | None:
        """The sitting to go back to, if there is one whose time is not over."""
        return next((each for each in self.sittings if each.is_open and each.deadline_at > self.at), None)

    @property
    def best(self) -> Sitting | None:
        """The finished sitting with the highest score."""
        finished = [each for each in self.sittings if each.score_hundredths is not None]
        return max(finished, key=lambda each: each.score_hundredths or 0, default=None)

    @property
    def passed(self) -> bool:
        """Whether any sitting passed."""
        return any(each.passed for each in self.sittings)

    @property
    def attempts_left(self) -> int:
        """How many further sittings may be begun."""
        return 0 if self.passed else max(0, self.exam.attempts - len(self.sittings))

    @property
    def state(self) -> str:
        """``running``, ``open``, ``coming`` or ``over`` for this person."""
        if self.open_sitting:
            return "running"
        if self.at < self.exam.opens_at:
            return "coming"
        return "open" if self.at < self.exam.closes_at and self.attempts_left else "over"

    @property
    def may_review(self) -> bool:
        """Whether the right answers may be shown to the person now."""
        if self.open_sitting or self.exam.review == Exam.Review.NEVER:
            return False
        if self.exam.review == Exam.Review.AFTER_WINDOW:
            return self.at >= self.exam.closes_at
        return self.attempts_left == 0 or self.at >= self.exam.closes_at


def rows_for(person: Person, at: datetime, exams: Iterable[Exam] | None = None) -> list[ExamRow]:
    """Return every exam ``person`` may take with their sittings, the next to close first. Two queries.

    :param exams: these exams instead.
    """
    if exams is None:
        exams = Exam.objects.meant_for(person).order_by("closes_at", "pk")
    by_exam: dict[int, list[Sitting]] = {}
    mine = Sitting.objects.of(person).order_by("attempt")
    for sitting in mine:
        by_exam.setdefault(sitting.exam_id, []).append(sitting)
    return [ExamRow(exam=exam, sittings=by_exam.get(exam.pk, []), at=at) for exam in exams]


def to_take(person: Person, at: datetime) -> list[ExamRow]:
    """Return the exams that are open to ``person`` now and not passed. One query: the desk asks often."""
    own = FilteredRelation("sittings", condition=Q(sittings__person=person))
    exams = Exam.objects.meant_for(person).open(at).annotate(own=own).select_related("own")
    rows: dict[int, ExamRow] = {}
    for exam in exams.order_by("closes_at", "pk", "own__attempt"):
        row = rows.setdefault(exam.pk, ExamRow(exam=exam, at=at))
        # Where there is no sitting, the relation leaves nothing behind.
        if sitting := getattr(exam, "own", None):
            row.sittings.append(sitting)
    return [row for row in rows.values() if row.state in ("running", "open")]


@dataclass(frozen=True, kw_only=True)
class Tally:
    """How the sittings of an exam stand."""

    open: int
    passed: int
    failed: int


def tally(exam: Exam) -> Tally:
    """Return how many sittings of ``exam`` are open, passed and failed. One query."""
    counts = exam.sittings.aggregate(
        still=Count("pk", filter=Q(submitted_at=None)),
        good=Count("pk", filter=Q(passed=True)),
        bad=Count("pk", filter=Q(passed=False)),
    )
    return Tally(open=counts["still"], passed=counts["good"], failed=counts["bad"])
