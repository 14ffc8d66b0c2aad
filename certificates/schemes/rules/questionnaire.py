"""Pure rules of surveys: a form as data, what may be wrong with it, and which gaps its answers show.

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
MOST_QUESTIONS = 200
MOST_STEPS = 11
_CHOICE = re.compile(r"^!?[a-t](,[a-t])*$")
_BOUND = re.compile(r"^(<=|>=|<|>)(-?\d+)$")
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
    """What a form may find a gap in."""

    code: str
    title: str
    threshold: int = 50
    subject: str = ""


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

    :raises KeyError, TypeError, ValueError: ``data`` has another shape; say so with :func:`faults` where people typed.
    """
    number, sections = 0, []
    for section in data["sections"]:
        questions = []
        for question in section["questions"]:
            number += 1
            questions.append(_question(question, f"q{number}"))
        sections.append(Section(str(section["title"]), str(section.get("intro", "")), tuple(questions)))
    units = tuple(
        Unit(str(u["code"]), str(u.get("title", "")), int(u.get("threshold", 50)), str(u.get("subject") or ""))
        for u in data.get("units", [])
    )
    return Form(tuple(sections), units)


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
        "units": [
            {"code": u.code, "title": u.title, "threshold": u.threshold, "subject": u.subject} for u in form.units
        ],
    }


def _written(question: Question) -> dict[str, Any]:
    return {
        **{name: getattr(question, name) for name in ("code", "kind", "text", "help", "required", "low", "high")},
        "options": list(question.options),
        "gaps": [{"unit": each.unit, "weight": each.weight, "when": each.when} for each in question.gaps],
    }


def faults(data: Any) -> list[str]:
    """Return what keeps ``data`` from being a form, each in a sentence; nothing where it is one."""
    try:
        form = read(data)
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        return [_("The file does not have the shape of a survey: %(fault)s") % {"fault": fault}]
    found = [*_faults_of_size(form)]
    codes = Counter(question.code for question in form.questions)
    found += [_("Two questions have the code %(code)s.") % {"code": code} for code, n in codes.items() if n > 1]
    units = Counter(unit.code for unit in form.units)
    found += [_("The unit %(code)s is named twice.") % {"code": code} for code, n in units.items() if n > 1]
    for unit in form.units:
        if not 1 <= unit.threshold <= 100:
            found.append(_("%(code)s: a threshold is 1 to 100 percent.") % {"code": unit.code})
    for question in form.questions:
        found += [f"{question.code}: {said}" for said in (*_faults_of(question), *_faults_of_gaps(question, units))]
    return found


def _faults_of_size(form: Form) -> Iterator[str]:
    number = sum(1 for _each in form.questions)
    if not number:
        yield _("A survey asks at least one question.")
    if number > MOST_QUESTIONS:
        yield _("A survey asks at most %(most)s questions.") % {"most": MOST_QUESTIONS}
    if any(not section.questions for section in form.sections):
        yield _("Every section asks something; take out the empty one.")


def _faults_of(question: Question) -> Iterator[str]:
    if question.kind not in KINDS:
        yield _("%(kind)s is not a kind of question.") % {"kind": question.kind}
    if not question.text.strip():
        yield _("the question has no text.")
    if question.kind in {"single", "multiple"}:
        yield from _faults_of_options(question.options)
    yield from _faults_of_bounds(question)


def _faults_of_options(options: tuple[str, ...]) -> Iterator[str]:
    if not 2 <= len(options) <= len(LETTERS):
        yield _("a choice has 2 to %(most)s options.") % {"most": len(LETTERS)}
    if "" in options or len(set(options)) != len(options):
        yield _("every option says something else.")


def _faults_of_bounds(question: Question) -> Iterator[str]:
    low, high = question.low, question.high
    if low is None or high is None:
        if question.kind == "scale":
            yield _("a scale needs a lowest and a highest value.")
    elif low >= high:
        yield _("the lowest value is below the highest.")
    elif question.kind == "scale" and high - low >= MOST_STEPS:
        yield _("a scale has at most %(most)s values.") % {"most": MOST_STEPS}


def _faults_of_gaps(question: Question, units: Mapping[str, int]) -> Iterator[str]:
    for each in question.gaps:
        if each.unit not in units:
            yield _("the unit %(unit)s is not among the units of the survey.") % {"unit": each.unit}
        if not 1 <= each.weight <= 100:
            yield _("a weight is 1 to 100.")
        if not _is_condition(question, each.when):
            yield _("“%(when)s” is no condition on this kind of question.") % {"when": each.when}


def _is_condition(question: Question, when: str) -> bool:
    if question.kind in {"single", "multiple"}:
        letters = set(LETTERS[: len(question.options)])
        return bool(_CHOICE.match(when)) and set(when.lstrip("!").split(",")) <= letters
    if question.kind in {"number", "scale"}:
        return bool(_BOUND.match(when))
    return question.kind == "yes_no" and when in {"yes", "no"}


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
    if bound := _BOUND.match(when):
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
