"""Writing the question bank."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courses.exams.actions.reviews import review_version
from courses.exams.models import Question, QuestionReview, QuestionVersion
from courses.exams.rules import Wording, question_fault
from lms.audit.actions import record
from lms.kit.errors import Refusal
from lms.people.models import Organisation, Person
from lms.records.models import Subject

FAULTS = {
    "no_stem": _("The question text is missing."),
    "long_stem": _("The question text is longer than 5000 characters."),
    "bad_option": _("Every option needs a text of at most 500 characters."),
    "same_options": _("Two options are the same."),
    "option_count": _("A question has 2 to 10 options."),
    "two_options": _("A true-or-false question has exactly two options."),
    "bad_key": _("The right answer must be among the options, each named once."),
    "one_right": _("This type of question has exactly one right answer."),
    "several_right": _("A question with several right answers needs at least two."),
    "unknown_kind": _("This type of question is not known."),
}


class BadQuestion(Refusal):
    """The question could not be put on a paper."""

    code = "bad_question"
    message = _("Question %(question)s: %(fault)s")


@transaction.atomic
def write_question(
    *,
    code: str,
    subject: Subject,
    wording: Wording,
    at: datetime,
    by: Person | None = None,
    keeper: Organisation | None = None,
) -> Question:
    """Put a question into the bank, or give the one with this code a new version if the wording changed.

    A new version is on no paper until a second person has approved it: see :func:`review_version`.

    :raises BadQuestion: the wording is not sound.
    """
    if fault := question_fault(wording.kind, wording.stem, wording.options, wording.right):
        raise BadQuestion(question=code, fault=FAULTS[fault])
    question, _made = Question.objects.select_for_update().get_or_create(
        code=code, defaults={"subject": subject, "keeper": keeper}
    )
    if (question.subject_id, question.keeper_id) != (subject.pk, keeper.pk if keeper else None):
        question.subject, question.keeper = subject, keeper
        question.save(update_fields=["subject", "keeper"])
    newest = question.versions.order_by("-number").first()
    fields = wording.fields()
    if newest and all(getattr(newest, name) == value for name, value in fields.items()):
        return question
    number = newest.number + 1 if newest else 1
    QuestionVersion.objects.create(question=question, number=number, made_at=at, made_by=by, **fields)
    record("exams.question.written", actor=by, subject=question, at=at, version=number)
    return question


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
        stem=row["stem"],
        options=row["options"],
        right=row["right"],
        explanation=row.get("explanation", ""),
        difficulty=row.get("difficulty", 1),
    )
    question = write_question(code=row["code"], subject=subject, wording=wording, at=at)
    newest = question.versions.latest("number")
    if not newest.reviews.exists():
        review_version(version=newest, verdict=QuestionReview.Verdict.APPROVED, by=None, at=at)
    return question
