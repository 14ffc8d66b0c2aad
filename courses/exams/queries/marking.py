"""What waits to be marked by hand, and how far the marking is. Nobody's name is read here."""

from dataclasses import dataclass

from django.db.models import CharField, Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import MD5, Cast

from courses.exams.models import Exam, Mark, QuestionVersion, SittingItem
from lms.people.models import Person


@dataclass(frozen=True, kw_only=True)
class Pile:
    """The answers to one short-answer question of one exam, and how far they are marked."""

    exam: Exam
    version: QuestionVersion
    answers: int
    first: int
    second: int
    decided: int
    mine: int
    waiting_for_me: int

    @property
    def percent(self) -> int:
        """Whole percent of the answers that are decided."""
        return self.decided * 100 // self.answers if self.answers else 100


def answers_of(viewer: Person) -> QuerySet[SittingItem]:
    """Return the written answers of handed-in papers that ``viewer`` looks after: marked by people, or waiting."""
    found = SittingItem.objects.filter(
        version__kind=QuestionVersion.Kind.SHORT,
        sitting__submitted_at__isnull=False,
        sitting__exam__in=Exam.objects.visible_to(viewer).values("pk"),
    )
    return found.filter(Q(earned_hundredths=None) | Exists(_marks()))


def _marks(**more: object) -> QuerySet[Mark]:
    return Mark.objects.filter(item=OuterRef("pk"), **more)


def waiting_for(viewer: Person) -> QuerySet[SittingItem]:
    """Return the answers ``viewer`` may mark next: not decided, not their own, not marked by them."""
    return answers_of(viewer).filter(~Exists(_marks(by=viewer)), earned_hundredths=None).exclude(sitting__person=viewer)


def piles(viewer: Person, exam: Exam | None = None) -> list[Pile]:
    """Return what there is to mark, exam by exam and question by question. Four queries.

    :param exam: only of this one.
    """
    only = {"sitting__exam": exam} if exam else {}
    answers = (
        answers_of(viewer)
        .filter(**only)
        .annotate(
            has_first=Exists(_marks(round=1)), has_second=Exists(_marks(round=2)), is_mine=Exists(_marks(by=viewer))
        )
    )
    counts = answers.values_list("sitting__exam", "version").annotate(
        answers=Count("pk"),
        first=Count("pk", filter=Q(has_first=True)),
        second=Count("pk", filter=Q(has_second=True)),
        decided=Count("pk", filter=Q(earned_hundredths__isnull=False)),
        mine=Count("pk", filter=Q(is_mine=True)),
    )
    rows = list(counts.order_by("-sitting__exam", "version"))
    mine = waiting_for(viewer).filter(**only).values_list("sitting__exam", "version").annotate(n=Count("pk"))
    waiting = {(exam_id, version): n for exam_id, version, n in mine}
    exams = Exam.objects.in_bulk({row[0] for row in rows})
    versions = QuestionVersion.objects.in_bulk({row[1] for row in rows})
    names = ("answers", "first", "second", "decided", "mine")
    return [
        Pile(
            exam=exams[exam_id],
            version=versions[version],
            waiting_for_me=waiting.get((exam_id, version), 0),
            **dict(zip(names, figures, strict=True)),
        )
        for exam_id, version, *figures in rows
    ]


def next_answer(viewer: Person, exam: Exam, version: QuestionVersion, after: str = "") -> SittingItem | None:
    """Return the answer ``viewer`` is to mark next: in an order that says nothing about who wrote it.

    :param after: the place of the answer that was left out; those before it come again at the end.
    """
    found = waiting_for(viewer).filter(sitting__exam=exam, version=version)
    found = found.annotate(place=MD5(Cast("pk", CharField()))).select_related("version", "sitting__exam")
    further = found.filter(place__gt=after).order_by("place").first()
    return further or found.order_by("place").first()


def marks_to_weigh(item: SittingItem) -> list[Mark]:
    """Return the two marks an arbiter decides between, without their markers; none while there are fewer."""
    newest = {each.round: each for each in item.marks.order_by("take")}
    return [newest[1], newest[2]] if set(newest) == {1, 2} else []
