"""Choosing a day of a programme."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class DayForm(forms.Form):
    """A day of the programme, from its first on and today at the latest."""

    as_of = forms.DateField(label=_("as of"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args: Any, first: date, last: date, **kwargs: Any) -> None:
        """Offer the days from ``first`` to ``last``."""
        super().__init__(*args, **kwargs)
        self.fields["as_of"].widget.attrs |= {"min": first.isoformat(), "max": last.isoformat()}
