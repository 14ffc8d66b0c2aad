"""The exam papers in the report on a class."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Max
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from courses.exams.models import Exam, QuestionVersion, SittingItem
from courses.exams.queries import last_bell
from lms.records.reporting import ReportedClass, ReportPart

TEMPLATE = "courses/exams/report/paper.html"


@dataclass(frozen=True)
class AskedOption:
    """One option of a question, and whether it is right where that may be told."""

    letter: str
    text: str
    right: bool


@dataclass(frozen=True)
class Asked:
    """One question that stood on papers of the class."""

    version: QuestionVersion
    points: int
    papers: int
    options: tuple[AskedOption, ...]


def papers(question: ReportedClass) -> Iterator[ReportPart]:
    """Yield each exam of the class as a page to print: its rules, and every question that its papers held.

    Right answers are told once the exam has closed for everybody.
    """
    exams = Exam.objects.filter(activity__in=question.activity_ids).with_longest_extra()
    exams = exams.select_related("organiser").order_by("pk")
    for exam in exams.prefetch_related("lines__subject"):
        is_closed = last_bell(exam) <= question.as_of
        context = {
            "exam": exam,
            "asked": list(_asked(exam, question, with_answers=is_closed)),
            "is_closed": is_closed,
            "as_of": question.as_of,
        }
        yield ReportPart(
            order=20,
            name=_("Exam paper - %(title)s.html") % {"title": exam.title},
            content=render_to_string(TEMPLATE, context).encode(),
            about=_("The paper of this exam: open it in a browser to read or print it."),
        )


def _asked(exam: Exam, question: ReportedClass, *, with_answers: bool) -> Iterator[Asked]:
    items = SittingItem.objects.filter(
        sitting__exam=exam, sitting__person__in=question.person_ids, sitting__started_at__lt=question.as_of
    )
    stood = {row["version"]: row for row in items.values("version").annotate(papers=Count("pk"), points=Max("points"))}
    versions = QuestionVersion.objects.filter(pk__in=stood).order_by("kind", "question__code", "number")
    for version in versions:
        options = tuple(
            AskedOption("ABCDEFGHIJ"[place], text, with_answers and place in version.right)
            for place, text in enumerate(version.options)
        )
        yield Asked(version, stood[version.pk]["points"], stood[version.pk]["papers"], options)
