"""What a phone sends during a sitting, read with suspicion; and the form in which an editor writes a question."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from courses.exams.actions import AnswerMalformed, FormEntry, Wording
from courses.exams.actions.bank import FAULTS
from courses.exams.models import Question, QuestionVersion
from courses.exams.rules import question_fault
from lms.site.admin import ScopedForm

# Far above any number of changes a person makes, far below what the database holds.
_HIGHEST_SEQUENCE = 1_000_000
_LETTERS = "ABCDEFGHIJ"


def read_choice(data: QueryDict, position: int) -> tuple[int, ...]:
    """Return the places of the options chosen for the question at ``position``.

    :raises AnswerMalformed: they are no numbers.
    """
    return tuple(_number(text, position) for text in data.getlist(f"chosen-{position}"))


def read_sequence(data: Mapping[str, str], position: int) -> int:
    """Return the sequence number of a change: as the page counted it, or one more than what the page had seen.

    :raises AnswerMalformed: it is no number, or beyond reason.
    """
    if "sequence" in data:
        return _sequence(data["sequence"], position)
    return _sequence(data.get(f"seen-{position}", ""), position) + 1


def read_form(data: QueryDict) -> list[FormEntry]:
    """Return what a whole form says of each of its questions.

    :raises AnswerMalformed: something in it is no number.
    """
    entries = []
    for name in data:
        place = name.removeprefix("seen-")
        if place != name:
            position = _number(place, 0)
            entries.append(FormEntry(position, read_choice(data, position), _sequence(str(data[name]), position)))
    return entries


def _sequence(text: str, position: int) -> int:
    number = _number(text, position)
    if number > _HIGHEST_SEQUENCE:
        raise AnswerMalformed(position=position)
    return number


def _number(text: str, position: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise AnswerMalformed(position=position)
    return int(text)


class QuestionForm(ScopedForm):
    """A question with the wording of its newest version."""

    kind = forms.ChoiceField(label=_("Type of question"), choices=QuestionVersion.Kind.choices)
    stem = forms.CharField(label=_("Question text"), widget=forms.Textarea({"rows": 4}))
    options = forms.CharField(
        label=_("Options"), widget=forms.Textarea({"rows": 6}), help_text=_("One on each line, without letters.")
    )
    right = forms.CharField(
        label=_("Right answers"),
        max_length=20,
        help_text=_("Letters in the order of the lines above, such as B or ACD."),
    )
    explanation = forms.CharField(label=_("Explanation"), required=False, widget=forms.Textarea({"rows": 4}))
    difficulty = forms.TypedChoiceField(
        label=_("Difficulty"), coerce=int, initial=1, choices=[(n, str(n)) for n in range(1, 6)]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Begin with the newest wording; a code, once given, stays."""
        question: Question | None = kwargs.get("instance")
        newest = question.versions.order_by("-number").first() if question and question.pk else None
        if newest:
            kwargs["initial"] = {**_as_typed(newest), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.fields["code"].disabled = newest is not None

    def clean(self) -> dict[str, Any]:
        """Refuse a wording that could not stand on a paper."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if {"kind", "stem", "options", "right"} <= data.keys():
            wording = self.wording()
            if fault := question_fault(wording.kind, wording.stem, wording.options, wording.right):
                field = "right" if fault in ("bad_key", "one_right", "several_right") else "options"
                self.add_error("stem" if fault.endswith("stem") else field, ValidationError(FAULTS[fault]))
        return data

    def wording(self) -> Wording:
        """Return what was typed."""
        data = self.cleaned_data
        letters = [letter for letter in data["right"].upper() if letter not in " ,;、，；"]
        return Wording(
            kind=data["kind"],
            stem=data["stem"],
            options=[line.strip() for line in data["options"].splitlines() if line.strip()],
            right=[_LETTERS.find(letter) for letter in letters],
            explanation=data.get("explanation", ""),
            difficulty=data.get("difficulty", 1),
        )


def _as_typed(version: QuestionVersion) -> dict[str, Any]:
    return {
        "kind": version.kind,
        "stem": version.stem,
        "options": "\n".join(version.options),
        "right": "".join(_LETTERS[index] for index in version.right),
        "explanation": version.explanation,
        "difficulty": version.difficulty,
    }
