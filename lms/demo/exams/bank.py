"""The bank of the demo's exam, with one key that is wrong."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from courses.exams.actions import review_version, write_question
from courses.exams.models import Question, QuestionReview
from courses.exams.rules import Part, Wording
from lms.demo.exams.examinees import MISTAKEN, TYPED
from lms.demo.places import CONTENT
from lms.people.models import Person
from lms.records.models import Subject

FOLDER = CONTENT / "exam"
KINDS = ("single", "multiple", "true_false")
# Not the subject of the class's own exam: this one is for practice and completes nobody.
SUBJECT, SUBJECT_NAME = "primary-care", "基层医疗"


def load_bank(*, writer: Person, reviewer: Person, at: datetime) -> Subject:
    """Write the questions as ``writer`` and approve them as ``reviewer``; return their subject."""
    subject, _made = Subject.objects.get_or_create(code=SUBJECT, defaults={"name": SUBJECT_NAME})
    for row in json.loads((FOLDER / "bank.json").read_text()):
        if row["kind"] not in KINDS or "(media:" in row["stem"]:
            continue
        question = _write(row, subject, by=writer, at=at)
        newest = question.versions.latest("number")
        if not newest.reviews.exists():
            review_version(version=newest, verdict=QuestionReview.Verdict.APPROVED, by=reviewer, at=at)
    return subject


def _write(row: Mapping[str, Any], subject: Subject, *, by: Person, at: datetime) -> Question:
    wording = Wording(
        kind=row["kind"],
        stem=row["stem"],
        options=row["options"],
        right=TYPED if row["code"] == MISTAKEN else row["right"],
        explanation=row["explanation"],
        rubric=row.get("rubric", ""),
        difficulty=row["difficulty"],
        parts=[_part(each) for each in row.get("parts", [])],
    )
    return write_question(code=row["code"], subject=subject, wording=wording, by=by, at=at)


def _part(given: Mapping[str, Any]) -> Part:
    return Part(**{**given, "options": tuple(given["options"]), "right": tuple(given["right"])})
