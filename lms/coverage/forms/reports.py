"""Narrowing the names of a frozen report."""

from django import forms

from lms.coverage.forms.narrowing import NarrowingForm
from lms.coverage.queries import Which


class ReportNamesForm(NarrowingForm):
    """The figure that was pressed, its area, kind of institution and state, and a name."""

    which = forms.ChoiceField(choices=Which.choices, required=False)
    q = forms.CharField(required=False)
    area = forms.CharField(required=False)
    kind = forms.CharField(required=False)
    state = forms.CharField(required=False)
