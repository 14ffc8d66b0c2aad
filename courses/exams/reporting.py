"""The exam papers in the report on a class."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Max
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from courses.exams.models import Exam, QuestionVersion, SittingItem
from courses.exams.queries import last_bell
from courses.exams.queries.keys import Keys, keys_in
from courses.exams.rules import LETTERS
from lms.records.reporting import ReportedClass, ReportPart

TEMPLATE = "courses/exams/report/paper.html"


@dataclass(frozen=True)
class AskedOption:
    """One option of a question, and whether it is right where that may be told."""

    letter: str
    text: str
    right: bool


@dataclass(frozen=True)
class AskedPart:
    """One numbered question: its text, its options, and where it may be told how it is answered."""

    stem: str
    options: tuple[AskedOption, ...]
    told: tuple[str, ...]


@dataclass(frozen=True)
class Asked:
    """What stood on papers of the class: one question, or a group of them under one text."""

    version: QuestionVersion
    points: int
    papers: int
    parts: tuple[AskedPart, ...]
    told: str


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
    rows = items.values("version").annotate(papers=Count("sitting", distinct=True), points=Max("points"))
    stood = {row["version"]: row for row in rows}
    versions = QuestionVersion.objects.filter(pk__in=stood).order_by("kind", "question__code", "number")
    keys = keys_in(versions) if with_answers else {}
    for version in versions:
        parts = tuple(_part(version, index, keys) for index in range(version.part_count))
        told = version.explanation if with_answers and version.parts else ""
        yield Asked(version, stood[version.pk]["points"], stood[version.pk]["papers"], parts, told)


def _part(version: QuestionVersion, index: int, keys: Keys) -> AskedPart:
    part = version.part(index)
    key = keys.get((version.pk, index))
    options = tuple(
        AskedOption(LETTERS[place], text, key is not None and place in key.key.options)
        for place, text in enumerate(part.options)
    )
    told = tuple(filter(None, (part.rubric, part.explanation))) if key else ()
    return AskedPart(part.stem, options, told)
