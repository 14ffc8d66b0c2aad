"""Pure rules of surveys: a form as data, and which gaps its answers show.

A form is ``{"sections": [...], "units": [...]}`` of JSON values. A section has a title and questions; a question has a
``code``, a ``kind``, its ``text`` and, by kind, ``options`` or bounds, and ``gaps``: to which unit an answer points,
with which ``weight``, and ``when``:

* ``"b,c"`` – one of these options is chosen; ``"!a,b"`` – one of these is not (single and multiple choice)
* ``"<3"``, ``"<=3"``, ``">3"``, ``">=3"`` (number, scale)
* ``"yes"``, ``"no"`` (yes or no)

A unit is a gap where the weights that were hit reach its ``threshold`` percent of the weights that could be.
"""

import operator
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

KINDS = ("single", "multiple", "number", "scale", "yes_no", "text")
LETTERS = "abcdefghijklmnopqrst"
BOUND = re.compile(r"^(<=|>=|<|>)(-?\d+)$")
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@dataclass(frozen=True)
class Pointer:
    """What an answer says of a unit."""

    unit: str
    weight: int
    when: str


@dataclass(frozen=True)
class Question:
    """One question of a form."""

    code: str
    kind: str
    text: str
    help: str = ""
    required: bool = True
    options: tuple[str, ...] = ()
    low: int | None = None
    high: int | None = None
    gaps: tuple[Pointer, ...] = ()

    @property
    def choices(self) -> list[tuple[str, str]]:
        """The options with their letters."""
        return list(zip(LETTERS, self.options, strict=False))


@dataclass(frozen=True)
class Section:
    """One page of a form."""

    title: str
    intro: str
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Unit:
    """What a form may find a gap in; ``syllabus_unit`` is the primary key of the unit of a syllabus it stands for."""

    code: str
    title: str
    threshold: int = 50
    subject: str = ""
    syllabus_unit: int | None = None


@dataclass(frozen=True)
class Form:
    """A whole form."""

    sections: tuple[Section, ...]
    units: tuple[Unit, ...] = ()

    @property
    def questions(self) -> Iterator[Question]:
        """All questions in their order."""
        for section in self.sections:
            yield from section.questions


@dataclass(frozen=True)
class Gap:
    """How far somebody's answers point to a unit, in whole percent, and whether that is a gap."""

    unit: Unit
    percent: int
    is_gap: bool


def read(data: Mapping[str, Any]) -> Form:
    """Return the form that ``data`` describes. Questions without a code are numbered ``q1``, ``q2`` ….

    :raises KeyError, TypeError, ValueError: ``data`` has another shape; ``formfaults.faults`` says so in words.
    """
    number, sections = 0, []
    for section in data["sections"]:
        questions = []
        for question in section["questions"]:
            number += 1
            questions.append(_question(question, f"q{number}"))
        sections.append(Section(str(section["title"]), str(section.get("intro", "")), tuple(questions)))
    return Form(tuple(sections), tuple(_unit(unit) for unit in data.get("units", [])))


def _unit(data: Mapping[str, Any]) -> Unit:
    return Unit(
        code=str(data["code"]),
        title=str(data.get("title", "")),
        threshold=int(data.get("threshold", 50)),
        subject=str(data.get("subject") or ""),
        syllabus_unit=_whole(data.get("syllabus_unit")),
    )


def _question(data: Mapping[str, Any], code: str) -> Question:
    pointers = tuple(
        Pointer(str(each["unit"]), int(each.get("weight", 1)), "".join(str(each["when"]).lower().split()))
        for each in data.get("gaps", [])
    )
    return Question(
        code=str(data.get("code") or code),
        kind=str(data["kind"]),
        text=str(data["text"]),
        help=str(data.get("help", "")),
        required=bool(data.get("required", True)),
        options=tuple(str(option).strip() for option in data.get("options", [])),
        low=_whole(data.get("low")),
        high=_whole(data.get("high")),
        gaps=pointers,
    )


def _whole(value: Any) -> int | None:
    return None if value in (None, "") else int(value)


def write(form: Form) -> dict[str, Any]:
    """Return ``form`` as JSON values, the same for the same form; :func:`read` reads it back."""
    return {
        "sections": [
            {"title": s.title, "intro": s.intro, "questions": [_written(q) for q in s.questions]} for s in form.sections
        ],
        "units": [_written_unit(unit) for unit in form.units],
    }


def _written_unit(unit: Unit) -> dict[str, Any]:
    written: dict[str, Any] = {name: getattr(unit, name) for name in ("code", "title", "threshold", "subject")}
    # What stands for no unit of a syllabus is written as it was before there were any: the same form, no new version.
    return written if unit.syllabus_unit is None else {**written, "syllabus_unit": unit.syllabus_unit}


def _written(question: Question) -> dict[str, Any]:
    return {
        **{name: getattr(question, name) for name in ("code", "kind", "text", "help", "required", "low", "high")},
        "options": list(question.options),
        "gaps": [{"unit": each.unit, "weight": each.weight, "when": each.when} for each in question.gaps],
    }


def is_hit(question: Question, when: str, answer: Any) -> bool:
    """Return whether ``answer`` meets the condition; no answer meets none.

    >>> is_hit(Question("q1", "multiple", "?", options=("x", "y", "z")), "!a,b", ["a"])
    True
    >>> is_hit(Question("q1", "scale", "?", low=1, high=5), "<3", 3)
    False
    """
    if not is_answered(answer):
        return False
    if question.kind in {"single", "multiple"}:
        chosen = {answer} if isinstance(answer, str) else set(answer)
        named = set(when.lstrip("!").split(","))
        return bool(named - chosen) if when.startswith("!") else bool(named & chosen)
    if bound := BOUND.match(when):
        return _COMPARE[bound[1]](int(answer), int(bound[2]))
    return bool(answer == when)


def is_answered(answer: Any) -> bool:
    """Return whether there is an answer: an empty text or list is none, zero is one.

    >>> is_answered(0), is_answered(""), is_answered([]), is_answered(None)
    (True, False, False, False)
    """
    return answer not in (None, "", [])


def gaps(form: Form, answers: Mapping[str, Any]) -> list[Gap]:
    """Return every unit of ``form`` with how far ``answers`` point to it, in the order of the units.

    A question that was not answered says nothing about a unit, for it or against it.
    """
    hit: Counter[str] = Counter()
    possible: Counter[str] = Counter()
    for question in form.questions:
        answer = answers.get(question.code)
        if not is_answered(answer):
            continue
        for each in question.gaps:
            possible[each.unit] += each.weight
            hit[each.unit] += each.weight if is_hit(question, each.when, answer) else 0
    found = []
    for unit in form.units:
        percent = hit[unit.code] * 100 // possible[unit.code] if possible[unit.code] else 0
        found.append(Gap(unit, percent, percent >= unit.threshold))
    return found


def unanswered(form: Form, answers: Mapping[str, Any]) -> list[Question]:
    """Return the questions that must be answered and are not."""
    return [each for each in form.questions if each.required and not is_answered(answers.get(each.code))]


def first_open_page(form: Form, answers: Mapping[str, Any]) -> int:
    """Return the number of the first page with a question that must be answered and is not; the last where all are."""
    missing = {question.code for question in unanswered(form, answers)}
    for number, section in enumerate(form.sections, start=1):
        if any(question.code in missing for question in section.questions):
            return number
    return len(form.sections)


def in_words(question: Question, answer: Any) -> str:
    """Return ``answer`` as a reader expects it: options spelled out."""
    if not is_answered(answer):
        return ""
    if question.kind in {"single", "multiple"}:
        chosen: Sequence[str] = [answer] if isinstance(answer, str) else answer
        return "；".join(text for letter, text in question.choices if letter in chosen)
    if question.kind == "yes_no":
        return _("yes") if answer == "yes" else _("no")
    return str(answer)
