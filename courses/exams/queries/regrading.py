"""What a corrected key would change, and what it changed."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Count, Exists, OuterRef, QuerySet, Sum

from courses.exams import rules
from courses.exams.models import Appeal, Exam, KeyCorrection, Mark, QuestionVersion, Regrade, SittingItem
from courses.exams.queries.keys import asked

_AT_ONCE = 1000


def outside(version: QuestionVersion, part: int, viewer: object) -> int:
    """Return how many papers of exams that ``viewer`` does not look after hold the question."""
    seen = Exam.objects.visible_to(viewer).values("pk")
    return SittingItem.objects.filter(version=version, part=part).exclude(sitting__exam__in=seen).count()


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What a correction would do.

    :param papers: handed-in papers with the question; ``open_papers`` are still being sat and will be marked by it.
    :param changed: results that would change; of these ``raised`` would pass and ``lowered`` would not any more.
    """

    papers: int
    open_papers: int
    exams: list[tuple[str, int]]
    changed: int
    raised: int
    lowered: int


class _Row(NamedTuple):
    sitting: int
    points: int
    chosen: Sequence[int] | None
    earned: int | None
    partial: str
    mark: int
    score: int | None
    passed: bool | None


def preview(version: QuestionVersion, part: int, rule: str, right: Sequence[int]) -> Preview:
    """Return what correcting the key so would change today. Nothing is written."""
    correction = KeyCorrection(version=version, part=part, rule=rule, right=list(right))
    items = SittingItem.objects.filter(version=correction.version_id, part=correction.part)
    by_exam = items.values_list("sitting__exam__title").annotate(n=Count("pk")).order_by("-n")
    closed = items.filter(sitting__submitted_at__isnull=False)
    differences = dict(_differences(closed, correction))
    ids = sorted(differences)
    portions = (ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE))
    turns = Counter(turn for some in portions for turn in _turns({pk: differences[pk] for pk in some}))
    papers = closed.count()
    return Preview(
        papers=papers,
        open_papers=items.count() - papers,
        exams=[(title, n) for title, n in by_exam],
        changed=turns.total(),
        raised=turns["raised"],
        lowered=turns["lowered"],
    )


def _differences(items: QuerySet[SittingItem], correction: KeyCorrection) -> Iterator[tuple[int, tuple[_Row, int]]]:
    """Yield the sittings whose item would earn something else, each with the item and the difference."""
    how = asked(correction.version, correction.part, correction)
    on_appeal = Mark.objects.filter(item=OuterRef("pk"), round=Mark.APPEAL)
    fields = ("sitting", "points", "chosen", "earned_hundredths")
    more = (
        f"sitting__{name}"
        for name in ("exam__partial_rule", "exam__pass_mark_hundredths", "score_hundredths", "passed")
    )
    for values in items.exclude(Exists(on_appeal)).values_list(*fields, *more).iterator():
        row = _Row(*values)
        earned = rules.earned_hundredths(
            row.chosen, how.key, row.points, partial=row.partial, one_choice=how.one_choice
        )
        if row.score is not None and earned != row.earned:
            yield row.sitting, (row, earned - (row.earned or 0))


def _turns(differences: dict[int, tuple[_Row, int]]) -> Iterator[str]:
    """Yield how each result that would change turns."""
    sums = SittingItem.objects.filter(sitting__in=differences).values_list("sitting")
    for sitting, points, earned in sums.annotate(Sum("points"), Sum("earned_hundredths")):
        row, difference = differences[sitting]
        score = rules.score_hundredths((earned or 0) + difference, points)
        passed = score >= row.mark
        if passed != row.passed:
            yield "raised" if passed else "lowered"
        elif score != row.score:
            yield "score"


@dataclass(frozen=True)
class Turns:
    """How many results a regrade changed, and how many people pass or do not pass because of it."""

    changed: int
    raised: int
    lowered: int


def changed_results(regrade: Regrade, viewer: object) -> QuerySet[Any]:
    """Return the results that ``regrade`` wrote in exams ``viewer`` looks after, with what was before."""
    seen = Exam.objects.visible_to(viewer).values("pk")
    return regrade.changes.filter(sitting__exam__in=seen).order_by("sitting__exam", "sitting", "number")


def turns_of(regrade: Regrade, viewer: object) -> Turns:
    """Return how many of these there are. One query."""
    turns = changed_results(regrade, viewer).order_by().values_list("was_passed", "passed")
    counts: Counter[tuple[bool, bool]] = Counter(turns.iterator())
    return Turns(changed=counts.total(), raised=counts[False, True], lowered=counts[True, False])


def open_appeals(version: QuestionVersion, part: int) -> int:
    """Return how many appeals about the question wait for their answer."""
    return Appeal.objects.filter(item__version=version, item__part=part, decision=Appeal.Decision.OPEN).count()
