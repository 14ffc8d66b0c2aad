"""Reads across the bank, exams and sittings."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, FilteredRelation, Q

from courses.exams import rules
from courses.exams.models import BlueprintLine, Exam, QuestionVersion, Sitting, SittingItem
from lms.people.models import Person


def pools(lines: Sequence[BlueprintLine]) -> tuple[list[rules.Pool], dict[int, QuestionVersion]]:
    """Return what each line may be filled from, and the wordings by id. One query."""
    wanted = {(line.subject_id, line.kind) for line in lines}
    found: dict[tuple[int, str], list[tuple[int, str]]] = {key: [] for key in wanted}
    versions: dict[int, QuestionVersion] = {}
    current = QuestionVersion.objects.current().filter(
        question__subject__in={subject for subject, _kind in wanted}, kind__in={kind for _subject, kind in wanted}
    )
    for version in current.select_related("question"):
        key = (version.question.subject_id, version.kind)
        if key in found:
            found[key].append((version.pk, version.question.code))
            versions[version.pk] = version
    return [rules.Pool(line.count, line.points, tuple(found[line.subject_id, line.kind])) for line in lines], versions


def shortages(lines: Sequence[BlueprintLine]) -> list[tuple[BlueprintLine, int]]:
    """Return the lines the bank cannot fill, each with the number of questions that are there."""
    filled, _versions = pools(lines)
    return [
        (line, len(pool.questions))
        for line, pool in zip(lines, filled, strict=True)
        if len(pool.questions) < line.count
    ]


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
class ShownOption:
    """One option as the paper shows it. Whether it is right is filled in only for a review."""

    letter: str
    text: str
    place: int
    chosen: bool
    right: bool = False


@dataclass(frozen=True, kw_only=True)
class ShownItem:
    """One question as the paper shows it. Right answers and explanation are filled in only for a review."""

    position: int
    kind: str
    kind_label: str
    stem: str
    points: int
    options: list[ShownOption]
    seen: int
    saved_at: datetime | None
    answered: bool
    explanation: str = ""
    earned_hundredths: int | None = None

    @property
    def is_multiple(self) -> bool:
        """Whether several options may be chosen."""
        return self.kind == QuestionVersion.Kind.MULTIPLE

    @property
    def is_full(self) -> bool:
        """Whether it earned all its points."""
        return self.earned_hundredths == self.points * 100


def paper(sitting: Sitting, *, review: bool = False) -> list[ShownItem]:
    """Return the questions of ``sitting`` with what is held. One query.

    :param review: with right answers, explanations and points earned; never before the exam releases them.
    """
    items = sitting.items.select_related("version", "answer").order_by("position")
    return [_show(item, review) for item in items]


def shown(sitting: Sitting, position: int) -> ShownItem | None:
    """Return one question of ``sitting``, as :func:`paper` does."""
    item = sitting.items.select_related("version", "answer").filter(position=position).first()
    return _show(item, False) if item else None


def _show(item: SittingItem, review: bool) -> ShownItem:
    version = item.version
    answer = getattr(item, "answer", None)
    chosen = answer.chosen if answer else []
    more: dict[str, Any] = {}
    if review:
        more = {"explanation": version.explanation, "earned_hundredths": item.earned_hundredths}
    return ShownItem(
        position=item.position,
        kind=version.kind,
        kind_label=version.get_kind_display(),
        stem=version.stem,
        points=item.points,
        options=[
            ShownOption(
                letter="ABCDEFGHIJ"[place],
                text=version.options[index],
                place=place,
                chosen=index in chosen,
                right=review and index in version.right,
            )
            for place, index in enumerate(item.order)
        ],
        seen=answer.sequence if answer else 0,
        saved_at=answer.saved_at if answer else None,
        answered=bool(chosen),
        **more,
    )


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
