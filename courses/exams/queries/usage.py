"""Where a question was used, and how it behaved there."""

from dataclasses import dataclass

from django.db.models import Count, Q, Sum

from courses.exams.models import Exam, Question, SittingItem


@dataclass(frozen=True)
class PartUse:
    """How one part of one version fared in the sittings that have ended and are marked."""

    number: int
    papers: int
    marked: int
    facility_hundredths: int | None

    @property
    def facility(self) -> str:
        """The share of its points that was earned, in percent, or a dash."""
        return "—" if self.facility_hundredths is None else f"{self.facility_hundredths / 100:.0f}%"


@dataclass(frozen=True)
class ExamUse:
    """One exam whose papers held the question."""

    exam: Exam
    papers: int


def behavior(question: Question) -> dict[int, list[PartUse]]:
    """Return how the parts of each version fared, by the version's id. One query."""
    items = SittingItem.objects.filter(version__question=question).values("version", "part").order_by("version", "part")
    marked = Q(earned_hundredths__isnull=False)
    counted = items.annotate(
        papers=Count("pk"),
        marked=Count("pk", filter=marked),
        earned=Sum("earned_hundredths", filter=marked),
        worth=Sum("points", filter=marked),
    )
    found: dict[int, list[PartUse]] = {}
    for row in counted:
        share = round(row["earned"] * 100 / row["worth"]) if row["marked"] else None
        found.setdefault(row["version"], []).append(PartUse(row["part"] + 1, row["papers"], row["marked"], share))
    return found


def used_in(question: Question, viewer: object) -> tuple[list[ExamUse], int]:
    """Return the viewer's exams whose papers held ``question``, and how many papers of others did. Two queries."""
    items = SittingItem.objects.filter(version__question=question)
    papers = dict(items.values_list("sitting__exam").annotate(n=Count("sitting", distinct=True)))
    exams = Exam.objects.visible_to(viewer).filter(pk__in=papers).order_by("-opens_at", "pk")
    own = [ExamUse(exam, papers.pop(exam.pk)) for exam in exams]
    return own, sum(papers.values())
