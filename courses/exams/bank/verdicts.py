"""Forms of whoever looks questions over."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.exams.models import QuestionReview


class VerdictForm(forms.Form):
    """Approved, or sent back with a comment."""

    verdict = forms.ChoiceField(choices=QuestionReview.Verdict.choices)
    comment = forms.CharField(
        label=_("Comment"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("What should be changed. The writer reads it."),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the reason of what is sent back."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("verdict") == QuestionReview.Verdict.RETURNED and not data.get("comment"):
            self.add_error("comment", _("Say what should be changed: the writer reads it."))
        return data


class _Ids(forms.TypedMultipleChoiceField):
    """Keys of rows that were ticked; whether they still wait is for the action to find out."""

    def valid_value(self, value: Any) -> bool:
        """Take any number."""
        return str(value).isdecimal() and len(str(value)) < 19


class TickedForm(forms.Form):
    """Versions that were ticked."""

    version = _Ids(coerce=int)
