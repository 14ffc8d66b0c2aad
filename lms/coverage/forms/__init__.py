"""Asking for a coverage."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.coverage import queries
from lms.people.models import Person


class QuestionForm(forms.Form):
    """A scheme, a roster and a day, among those the viewer may choose."""

    scheme: forms.ModelChoiceField[Any] = forms.ModelChoiceField(None, label=_("training scheme"))
    roster: forms.ModelChoiceField[Any] = forms.ModelChoiceField(None, label=_("roster"))
    as_of = forms.DateField(
        label=_("as of"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), required=False
    )

    def __init__(self, *args: Any, viewer: Person, today: date, **kwargs: Any) -> None:
        """Offer what ``viewer`` may see; the day is ``today`` at the latest."""
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["scheme"].queryset = queries.schemes_for(viewer).order_by("name")  # type: ignore[attr-defined]
        self.fields["roster"].queryset = queries.rosters_for(viewer).order_by("-made_on", "name")  # type: ignore[attr-defined]
        self.fields["scheme"].empty_label = _("Choose a scheme")  # type: ignore[attr-defined]
        self.fields["roster"].empty_label = _("Choose a roster")  # type: ignore[attr-defined]
        self.fields["as_of"].widget.attrs["max"] = today.isoformat()

    def clean_as_of(self) -> date:
        """Return the day, today where none is given; refuse one that has not come."""
        as_of: date = self.cleaned_data["as_of"] or self.today
        if as_of > self.today:
            raise forms.ValidationError(_("This day has not come yet. Choose today or an earlier day."))
        return as_of


class NamesForm(forms.Form):
    """Narrowing a list of names."""

    which = forms.ChoiceField(choices=queries.Which.choices, required=False, widget=forms.HiddenInput)
    q = forms.CharField(label=_("name"), required=False, max_length=60)
    institution = forms.CharField(label=_("institution"), required=False, max_length=100)

    def value(self, name: str) -> str:
        """Return a cleaned value; one that made no sense counts as not given."""
        return str(self.cleaned_data.get(name) or "") if self.is_valid() or self.cleaned_data else ""
