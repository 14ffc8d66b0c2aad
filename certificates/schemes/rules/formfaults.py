"""Pure rules of surveys: what keeps data from being a form, in sentences."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from certificates.schemes.rules.questionnaire import BOUND, KINDS, LETTERS, Form, Question, read

MOST_QUESTIONS = 200
MOST_STEPS = 11
_CHOICE = re.compile(r"^!?[a-t](,[a-t])*$")


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
        return bool(BOUND.match(when))
    return question.kind == "yes_no" and when in {"yes", "no"}
