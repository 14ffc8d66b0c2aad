"""The parts of a question, typed one below the other, in the editor's form."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import formset_factory
from django.utils.translation import gettext_lazy as _

from courses.exams.actions.faults import FAULTS
from courses.exams.bank.typed import options_field, right_field
from courses.exams.rules import LETTERS, MOST_PARTS, Fault, Part, letters

_BETWEEN = " ,;、，；."
# What people type for the two options of a true-or-false question.
_SIGNS = {"√": "A", "✓": "A", "×": "B", "✗": "B"}
_WRITTEN = ("stem", "options", "right", "explanation")
_STAGES = [(n, str(n)) for n in range(1, 11)]


class PartForm(forms.Form):
    """One part."""

    stage = forms.TypedChoiceField(
        label=_("Stage"),
        coerce=int,
        initial=1,
        required=False,
        choices=_STAGES,
        help_text=_("From 1. Once a doctor opens the next stage, the answers of this one stay as they are."),
    )
    stem = forms.CharField(label=_("Question text"), required=False, widget=forms.Textarea({"rows": 3}))
    options = options_field(rows=5)
    right = right_field()
    explanation = forms.CharField(label=_("Explanation"), required=False, widget=forms.Textarea({"rows": 2}))

    def part(self, kind: str) -> Part:
        """Return what was typed, as a part of a question of ``kind``."""
        data = self.cleaned_data
        return Part(
            stem=data["stem"],
            options=() if kind == "b1" else tuple(lines(data["options"])),
            right=tuple(indexes(data["right"])),
            explanation=data["explanation"],
            stage=(data["stage"] or 1) if kind == "case" else 1,
        )


PartFormSet = formset_factory(
    PartForm,
    extra=2,
    can_order=True,
    can_delete=True,
    max_num=MOST_PARTS,
    absolute_max=3 * MOST_PARTS,
)


def kept(formset: Any) -> list[PartForm]:
    """Return the forms of the parts that are to be, in their order: blank ones and those taken away are none."""
    return [form for form in formset.ordered_forms if any(form.cleaned_data[name] for name in _WRITTEN)]


def in_order(formset: Any) -> list[PartForm]:
    """Return all forms as they were ordered by whoever typed them: a page that comes back shows them so again."""

    def place(form: PartForm) -> tuple[bool, int]:
        typed = str(form["ORDER"].value() or "")
        return not typed.isdecimal(), int(typed) if typed.isdecimal() else 0

    return sorted(formset.forms, key=place)


def lines(text: str) -> list[str]:
    """Return the options typed one on each line."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def indexes(typed: str) -> list[int]:
    """Return the places that letters name; one that is no letter of an option is ``-1``."""
    named = [_SIGNS.get(letter, letter) for letter in typed.upper() if letter not in _BETWEEN]
    return [LETTERS.find(letter) for letter in named]


def as_typed(part: Part) -> dict[str, Any]:
    """Return ``part`` as the values of its form."""
    return {
        "stage": part.stage,
        "stem": part.stem,
        "options": "\n".join(part.options),
        "right": letters(part.right),
        "explanation": part.explanation,
    }


def say(forms_of_parts: Sequence[PartForm], fault: Fault) -> None:
    """Put ``fault`` beside the part and the field it is in."""
    form = forms_of_parts[fault.part - 1]
    form.add_error(
        fault.field if fault.field in form.fields else None, ValidationError(str(FAULTS[fault.code]), code=fault.code)
    )
