"""The forms in which answers are marked, appeals made and decided, and keys corrected."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy as _

from courses.exams.actions.regrading import FAULTS, Correction
from courses.exams.models import Appeal, KeyCorrection, QuestionVersion, SittingItem
from courses.exams.rules import LETTERS, Part, correction_fault


class _PointsForm(forms.Form):
    def __init__(self, *args: Any, item: SittingItem, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["points"]
        field.validators = [*field.validators, MaxValueValidator(item.points)]
        field.widget.attrs |= {"max": item.points, "min": 0, "step": "0.5"}

    @property
    def hundredths(self) -> int:
        """The points given, in hundredths."""
        given: Decimal = self.cleaned_data["points"]
        return int(given * 100)


class MarkForm(_PointsForm):
    """What a marker gives an answer."""

    # A button with its own number of points sends the form while the field is empty.
    use_required_attribute = False

    points = forms.DecimalField(label=_("Points"), min_value=0, decimal_places=2)
    comment = forms.CharField(
        label=_("Comment for the other markers"), required=False, max_length=500, widget=forms.Textarea({"rows": 2})
    )


class AppealForm(forms.Form):
    """A doctor's objection."""

    text = forms.CharField(
        label=_("What is wrong with the mark?"),
        max_length=1000,
        widget=forms.Textarea({"rows": 5}),
        help_text=_("Say in your own words why your answer is right, and name the book or guideline if you can."),
    )


class DecisionForm(_PointsForm):
    """The answer to an appeal; with points where the mark changes."""

    answer = forms.CharField(label=_("Answer to the doctor"), max_length=1000, widget=forms.Textarea({"rows": 4}))
    points = forms.DecimalField(label=_("New points for this paper"), min_value=0, decimal_places=2, required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for the points where the mark is to change."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if self.data.get("decision") == Appeal.Decision.UPHELD and data.get("points") is None:
            self.add_error("points", _("Say how many points this paper gets for the question."))
        return data


class KeyForm(forms.Form):
    """What is right, and why the key is corrected."""

    rule = forms.ChoiceField(label=_("What to do"), choices=KeyCorrection.Rule.choices, widget=forms.RadioSelect)
    right = forms.TypedMultipleChoiceField(
        label=_("Right answers"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Everybody whose result changes reads this."),
    )
    answer = forms.CharField(
        label=_("Answer to those who have objected to this question"),
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Leave empty to answer each of them yourself."),
    )
    sure = forms.BooleanField(label=_("I have read what will change."), required=False)

    def __init__(self, *args: Any, version: QuestionVersion, part: Part, **kwargs: Any) -> None:
        """Offer the options of the question."""
        super().__init__(*args, **kwargs)
        self.version, self.part = version, part
        right: Any = self.fields["right"]
        right.choices = [(place, f"{LETTERS[place]}. {text}") for place, text in enumerate(part.options)]

    def clean(self) -> dict[str, Any]:
        """Refuse what is no key for this question."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if {"rule", "right"} <= data.keys():
            part = self.part
            fault = correction_fault(self.version.kind, len(part.options), part.right, data["rule"], data["right"])
            if fault:
                self.add_error("right", FAULTS[fault])
        return data

    def correction(self) -> Correction:
        """Return what was typed."""
        data = self.cleaned_data
        return Correction(rule=data["rule"], right=data["right"], reason=data["reason"], answer=data["answer"])
