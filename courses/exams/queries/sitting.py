"""Exams and sittings as one person meets them, and as an organiser counts them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, F, FilteredRelation, Q

from courses.exams.models import Exam, ExtraTime, Sitting
from courses.exams.queries.release import answers_shown, marks_are_out, marks_shown
from lms.people.models import Person


@dataclass(frozen=True)
class Outcome:
    """What a person may know of a sitting that has ended: ``marking``, ``held_back``, ``passed`` or ``failed``."""

    sitting: Sitting
    state: str

    @property
    def is_known(self) -> bool:
        """Whether the person may see the score."""
        return self.state in ("passed", "failed")


@dataclass(frozen=True, kw_only=True)
class ExamRow:
    """One exam as one person meets it at one moment: nothing of it tells what is not released yet."""

    exam: Exam
    sittings: list[Sitting] = field(default_factory=list)
    at: datetime
    extra_minutes: int = 0

    @property
    def open_sitting(self) -> Sitting | None:
        """The sitting to go back to, if there is one whose time is not over."""
        return next((each for each in self.sittings if each.is_open and each.deadline_at > self.at), None)

    @property
    def known(self) -> list[Sitting]:
        """The sittings whose marks the person may see."""
        finished = [each for each in self.sittings if each.score_hundredths is not None]
        return finished if finished and marks_are_out(self.exam, self.at) else []

    @property
    def outcomes(self) -> list[Outcome]:
        """What the person may know of each sitting that has ended."""
        return [Outcome(each, self._outcome(each)) for each in self.sittings if not each.is_open]

    def _outcome(self, sitting: Sitting) -> str:
        if sitting in self.known:
            return "passed" if sitting.passed else "failed"
        return "marking" if sitting.score_hundredths is None and marks_are_out(self.exam, self.at) else "held_back"

    @property
    def waiting(self) -> str:
        """``marking`` or ``held_back`` while the person waits for the newest result; else nothing."""
        newest = [each.state for each in self.outcomes][-1:]
        return "".join(state for state in newest if state in ("marking", "held_back"))

    @property
    def best(self) -> Sitting | None:
        """The sitting with the highest score that the person may see."""
        return max(self.known, key=lambda each: each.score_hundredths or 0, default=None)

    @property
    def passed(self) -> bool:
        """Whether any sitting passed, as far as the person may know."""
        return any(each.passed for each in self.known)

    @property
    def attempts_left(self) -> int:
        """How many further sittings may be begun."""
        return 0 if self.passed else max(0, self.exam.attempts - len(self.sittings))

    @property
    def minutes(self) -> int:
        """How long the person has."""
        return self.exam.duration_minutes + self.extra_minutes

    @property
    def state(self) -> str:
        """``running``, ``open``, ``coming`` or ``over`` for this person."""
        if self.open_sitting:
            return "running"
        if self.at < self.exam.opens_at:
            return "coming"
        return "open" if self.at < self.exam.closes_at and self.attempts_left else "over"

    def may_review(self, sitting: Sitting) -> bool:
        """Whether the right answers to ``sitting`` may be shown to the person now."""
        return answers_shown(sitting, self.at, self.sittings)

    def knows(self, sitting: Sitting) -> bool:
        """Whether the person may see what ``sitting`` came to."""
        return marks_shown(sitting, self.at)


def rows_for(person: Person, at: datetime, exams: Iterable[Exam] | None = None) -> list[ExamRow]:
    """Return every exam ``person`` may take with their sittings, the next to close first. Three queries.

    :param exams: these exams instead.
    """
    if exams is None:
        exams = Exam.objects.meant_for(person).with_longest_extra().order_by("closes_at", "pk")
    by_exam: dict[int, list[Sitting]] = {}
    mine = Sitting.objects.of(person).order_by("attempt")
    for sitting in mine:
        by_exam.setdefault(sitting.exam_id, []).append(sitting)
    extra = dict(ExtraTime.objects.filter(person=person).values_list("exam", "minutes"))
    return [
        ExamRow(exam=exam, sittings=_of(exam, by_exam.get(exam.pk, [])), at=at, extra_minutes=extra.get(exam.pk, 0))
        for exam in exams
    ]


def _of(exam: Exam, sittings: list[Sitting]) -> list[Sitting]:
    for sitting in sittings:
        # The exam that is at hand, with what was read ahead.
        sitting.exam = exam
    return sittings


def to_take(person: Person, at: datetime) -> list[ExamRow]:
    """Return the exams that are open to ``person`` now and not passed. One query: the desk asks often."""
    own = FilteredRelation("sittings", condition=Q(sittings__person=person))
    extra = FilteredRelation("extra_times", condition=Q(extra_times__person=person))
    exams = Exam.objects.meant_for(person).open(at).annotate(own=own, given=extra, extra=F("given__minutes"))
    rows: dict[int, ExamRow] = {}
    for exam in exams.select_related("own").order_by("closes_at", "pk", "own__attempt"):
        row = rows.setdefault(exam.pk, ExamRow(exam=exam, at=at, extra_minutes=exam.extra or 0))
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
    marking: int


def tally(exam: Exam) -> Tally:
    """Return how many sittings of ``exam`` are open, passed, failed and waiting for marks. One query."""
    counts = exam.sittings.aggregate(
        still=Count("pk", filter=Q(submitted_at=None)),
        good=Count("pk", filter=Q(passed=True)),
        bad=Count("pk", filter=Q(passed=False)),
        unmarked=Count("pk", filter=Q(submitted_at__isnull=False, score_hundredths=None)),
    )
    return Tally(open=counts["still"], passed=counts["good"], failed=counts["bad"], marking=counts["unmarked"])
