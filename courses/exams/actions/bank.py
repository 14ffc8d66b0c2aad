"""Writing the question bank."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NotRequired, TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courses.exams.actions.faults import said
from courses.exams.actions.reviews import review_version
from courses.exams.models import Question, QuestionReview, QuestionVersion
from courses.exams.rules import Part, Wording, faults
from lms.audit.actions import record
from lms.kit.errors import Refusal
from lms.people.models import Organisation, Person
from lms.records.models import Subject


class BadQuestion(Refusal):
    """The question could not be put on a paper."""

    code = "bad_question"
    message = _("Question %(question)s: %(fault)s")


class Place(TypedDict):
    """Where a question stands in the bank: its subject, the institution that keeps it, the unit of the syllabus."""

    subject: Subject
    keeper: NotRequired[Organisation | None]
    unit: NotRequired[str]


@transaction.atomic
def write_question(
    *,
    code: str,
    wording: Wording,
    at: datetime,
    by: Person | None = None,
    **place: Unpack[Place],
) -> Question:
    """Put a question into the bank, or give the one with this code a new version if the wording changed.

    A new version is on no paper until a second person has approved it: see :func:`review_version`.

    :raises BadQuestion: the wording is not sound.
    """
    if found := faults(wording):
        raise BadQuestion(question=code, fault=said(found[0]), faults=found)
    stands: dict[str, Any] = {"keeper": None, "unit": "", **place}
    question, _made = Question.objects.select_for_update().get_or_create(code=code, defaults=stands)
    if any(getattr(question, name) != value for name, value in stands.items()):
        Question.objects.filter(pk=question.pk).update(**stands)
        question.refresh_from_db()
    newest = question.versions.order_by("-number").first()
    if newest and all(getattr(newest, name) == value for name, value in wording.fields().items()):
        return question
    version = next_version(question, wording, after=newest.number if newest else 0, by=by, at=at)
    version.save(force_insert=True)
    record("exams.question.written", actor=by, subject=question, at=at, version=version.number)
    return question


def next_version(
    question: Question, wording: Wording, *, after: int, by: Person | None, at: datetime
) -> QuestionVersion:
    """Return the version of ``question`` that follows number ``after``, 0 where there is none. It is not saved."""
    return QuestionVersion(question=question, number=after + 1, made_at=at, made_by=by, **wording.fields())


@transaction.atomic
def retire_question(*, question: Question, by: Person | None, at: datetime) -> None:
    """Have no further paper draw ``question``; papers that hold it keep it."""
    if Question.objects.filter(pk=question.pk, retired_at=None).update(retired_at=at):
        record("exams.question.retired", actor=by, subject=question, at=at)


@transaction.atomic
def restore_question(*, question: Question, by: Person | None, at: datetime) -> None:
    """Let papers draw a retired ``question`` again."""
    if Question.objects.filter(pk=question.pk, retired_at__isnull=False).update(retired_at=None):
        record("exams.question.restored", actor=by, subject=question, at=at)


@transaction.atomic
def load_questions(source: "str | Path | Sequence[Mapping[str, Any]]", *, at: datetime) -> list[Question]:
    """Load questions from a JSON file, or from its parsed list, as approved. Loading again changes nothing.

    :raises BadQuestion: one of them is not sound; nothing is loaded then.
    """
    rows = json.loads(Path(source).read_text("utf-8")) if isinstance(source, str | Path) else source
    subjects: dict[str, Subject] = {}
    for code in {row["subject"] for row in rows}:
        subjects[code], _made = Subject.objects.get_or_create(code=code, defaults={"name": code})
    return [_load(row, subjects[row["subject"]], at) for row in rows]


def _load(row: Mapping[str, Any], subject: Subject, at: datetime) -> Question:
    wording = Wording(
        kind=row["kind"],
        stem=row.get("stem", ""),
        options=row.get("options", ()),
        right=row.get("right", ()),
        explanation=row.get("explanation", ""),
        rubric=row.get("rubric", ""),
        difficulty=row.get("difficulty", 1),
        parts=[Part(**{**part, "right": tuple(part["right"])}) for part in row.get("parts", ())],
    )
    question = write_question(code=row["code"], subject=subject, unit=row.get("unit", ""), wording=wording, at=at)
    newest = question.versions.latest("number")
    if not newest.reviews.exists():
        review_version(version=newest, verdict=QuestionReview.Verdict.APPROVED, by=None, at=at)
    return question
