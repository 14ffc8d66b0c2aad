"""Choosing a day of a programme."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.coverage.actions import NoRuleThen
from lms.coverage.models import ProgrammeVersion
from lms.coverage.queries.matter import Matter


class DayForm(forms.Form):
    """A day on which a rule of the programme was in force, today at the latest."""

    as_of = forms.DateField(label=_("as of"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args: Any, matter: Matter, today: date, **kwargs: Any) -> None:
        """Offer the days of the programme of ``matter`` up to ``today``."""
        super().__init__(*args, **kwargs)
        self.matter, self.today = matter, today
        offered = {"min": matter.programme.starts_on.isoformat(), "max": today.isoformat()}
        self.fields["as_of"].widget.attrs |= offered

    def clean_as_of(self) -> date:
        """Refuse a day that has not come, and one without a rule."""
        day: date = self.cleaned_data["as_of"]
        if day > self.today:
            raise forms.ValidationError(_("This day has not come yet. Choose today or an earlier day."))
        if ProgrammeVersion.objects.in_force(self.matter.programme, day) is None:
            raise forms.ValidationError(str(NoRuleThen(day=day)))
        return day
