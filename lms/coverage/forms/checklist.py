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
    """One line of the list: what is asked, the answer, the note, and what was said before."""

    label: str
    answer: forms.BoundField
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
                label=SampleCheck.Item(item).label, choices=choices, required=False, widget=forms.RadioSelect
            )
            self.fields[f"{item}-note"] = forms.CharField(label=_("note"), max_length=500, required=False)

    def steps(self) -> Iterator[Row]:
        """Yield what is done about the person."""
        return map(self._row, STEPS)

    def statements(self) -> Iterator[Row]:
        """Yield what is said of the person."""
        return map(self._row, STATEMENTS)

    def _row(self, item: str) -> Row:
        label = str(SampleCheck.Item(item).label)
        return Row(label, self[f"{item}-answer"], self[f"{item}-note"], self.checks.get(item))

    def answers(self) -> dict[str, Answered]:
        """Return the lines that have an answer, once the form is valid."""
        given = self.cleaned_data
        return {
            item: Answered(given[f"{item}-answer"], given[f"{item}-note"])
            for item in (*STEPS, *STATEMENTS)
            if given[f"{item}-answer"]
        }
