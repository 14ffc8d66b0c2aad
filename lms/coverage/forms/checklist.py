"""The checklist of one sampled person, to fill in on a phone."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.coverage.actions.checking import Answered
from lms.coverage.forms.attaching import FilesField
from lms.coverage.models import SampleCheck
from lms.coverage.rules.checklist import STATEMENTS, STEPS

_STEP_ANSWERS = SampleCheck.Answer.choices
_STATEMENT_ANSWERS = [("yes", _("holds")), ("no", _("does not hold")), ("impossible", _("cannot be told"))]


@dataclass(frozen=True)
class Row:
    """One line of the list: what is asked, the answer, the note, and what was said before.

    ``began`` is the answer that the page began with, as a hidden field; the note brings its own.
    """

    label: str
    answer: forms.BoundField
    began: str
    note: forms.BoundField
    before: SampleCheck | None


class ChecklistForm(forms.Form):
    """An answer and a note for each line; lines left open stay open."""

    done_on = forms.DateField(label=_("done on"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    enclosures = FilesField()

    def __init__(self, *args: Any, checks: Mapping[str, SampleCheck], today: date, **kwargs: Any) -> None:
        """Begin with the newest answers."""
        initial: dict[str, Any] = {"done_on": today}
        for item, check in checks.items():
            initial |= {f"{item}-answer": check.answer, f"{item}-note": check.note}
        super().__init__(*args, **{"initial": initial, **kwargs})
        self.checks = checks
        self.fields["done_on"].widget.attrs["max"] = today.isoformat()
        for item in (*STEPS, *STATEMENTS):
            choices = _STEP_ANSWERS if item in STEPS else _STATEMENT_ANSWERS
            self.fields[f"{item}-answer"] = forms.ChoiceField(
                label=SampleCheck.Item(item).label,
                choices=choices,
                required=False,
                widget=forms.RadioSelect,
                show_hidden_initial=True,
            )
            self.fields[f"{item}-note"] = forms.CharField(
                label=_("note"), max_length=500, required=False, show_hidden_initial=True
            )

    def steps(self) -> Iterator[Row]:
        """Yield what is done about the person."""
        return map(self._row, STEPS)

    def statements(self) -> Iterator[Row]:
        """Yield what is said of the person."""
        return map(self._row, STATEMENTS)

    def _row(self, item: str) -> Row:
        label, answer = str(SampleCheck.Item(item).label), self[f"{item}-answer"]
        return Row(label, answer, answer.as_hidden(only_initial=True), self[f"{item}-note"], self.checks.get(item))

    def answers(self) -> dict[str, Answered]:
        """Return the lines that were changed on this page and have an answer, once the form is valid.

        Of a line, what was not changed here is what is held now: somebody else may have written since the page opened.
        """
        changed = {name.rpartition("-")[0] for name in self.changed_data}
        said = {item: self._said(item) for item in (*STEPS, *STATEMENTS) if item in changed}
        return {item: each for item, each in said.items() if each.answer}

    def _said(self, item: str) -> Answered:
        held = self.checks.get(item)
        now = {"answer": held.answer if held else "", "note": held.note if held else ""}
        changed = set(self.changed_data)
        return Answered(
            **{
                name: self.cleaned_data[f"{item}-{name}"] if f"{item}-{name}" in changed else was
                for name, was in now.items()
            }
        )
