"""The bank of the demo's exam: questions of every type, with one picture, one sound and one key that is wrong."""

import io
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from courses.exams.actions import keep_media, review_version, write_question
from courses.exams.models import Question, QuestionReview
from courses.exams.rules import Part, Wording
from courses.exams.uploads import examine
from lms.demo.exams.examinees import MISTAKEN, TYPED
from lms.demo.exams.picture import flow_volume
from lms.demo.places import CONTENT
from lms.people.models import Person
from lms.records.models import Subject

FOLDER = CONTENT / "exam"
# Not the subject of the class's own exam: this one is for practice and completes nobody.
SUBJECT, SUBJECT_NAME = "primary-care", "基层医疗"


def load_bank(*, writer: Person, reviewer: Person, at: datetime) -> Subject:
    """Write the questions as ``writer`` and approve them as ``reviewer``; return their subject."""
    subject, _made = Subject.objects.get_or_create(code=SUBJECT, defaults={"name": SUBJECT_NAME})
    text = (FOLDER / "bank.json").read_text()
    for name, uid in _media(by=writer, at=at).items():
        text = text.replace(f"(media:{name})", f"(media:{uid})")
    for row in json.loads(text):
        question = _write(row, subject, by=writer, at=at)
        newest = question.versions.latest("number")
        if not newest.reviews.exists():
            review_version(version=newest, verdict=QuestionReview.Verdict.APPROVED, by=reviewer, at=at)
    return subject


def _media(*, by: Person, at: datetime) -> dict[str, str]:
    """Keep the picture and the sound; return what they are known by, by the names that the texts give them."""
    files = {
        "flow-volume.png": (flow_volume(), "流量—容积曲线：呼气支向内凹陷，流量下降"),
        "wheeze.mp3": ((FOLDER / "wheeze.mp3").read_bytes(), "三次呼吸的听诊录音，呼气时有持续的高调乐音"),
    }
    return {
        name: keep_media(upload=examine(io.BytesIO(data), len(data)), alt=alt, by=by, at=at).uid.hex
        for name, (data, alt) in files.items()
    }


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
    return write_question(code=row["code"], subject=subject, unit=row["unit"], wording=wording, by=by, at=at)


def _part(given: Mapping[str, Any]) -> Part:
    return Part(**{**given, "options": tuple(given["options"]), "right": tuple(given["right"])})
