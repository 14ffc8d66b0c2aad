"""Raising findings and taking the next step on them; deciding on anomalies."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.coverage.forms.attaching import FilesField
from lms.coverage.models import Finding
from lms.people.choosers import organisations, people
from lms.people.models import Organisation, Person


class FindingForm(forms.Form):
    """What was found, where, on whom, how bad, and by when it is to be answered."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("institution"))
    person = forms.ModelChoiceField(Person.objects.none(), label=_("person"), required=False)
    title = forms.CharField(label=_("title"), max_length=100)
    text = forms.CharField(label=_("what was found"), max_length=2000, widget=forms.Textarea({"rows": 5}))
    severity = forms.ChoiceField(label=_("severity"), choices=Finding.Severity.choices, widget=forms.RadioSelect)
    due_on = forms.DateField(label=_("to be answered by"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    enclosures = FilesField()

    def __init__(self, *args: Any, viewer: Person, today: date, fixed: Sequence[str] = (), **kwargs: Any) -> None:
        """Offer what ``viewer`` may see; leave out the fields in ``fixed``, which the page has said already."""
        super().__init__(*args, **kwargs)
        for name, chooser, model in (("organisation", organisations, Organisation), ("person", people, Person)):
            field: Any = self.fields[name]
            field.queryset = model.objects.visible_to(viewer)
            field.widget = chooser.widget_class()
        self.fields["due_on"].widget.attrs["min"] = today.isoformat()
        for name in fixed:
            del self.fields[name]


class StepForm(forms.Form):
    """The words of the next step, and its files."""

    text = forms.CharField(label=_("text"), max_length=2000, required=False, widget=forms.Textarea({"rows": 4}))
    enclosures = FilesField()


class ExplanationForm(forms.Form):
    """Why an anomaly is none."""

    reason = forms.CharField(
        label=_("How it is explained"),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Whom you asked, and what you looked at."),
    )
