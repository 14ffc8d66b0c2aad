"""Choosing a day of a programme."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.coverage.actions import NoRuleThen
from lms.coverage.models import ProgrammeVersion
from lms.coverage.queries.matter import Matter

# Pages of a programme that show figures of divisions alone, and those that show who is behind them.
OUTLINED = ("programme", "programme_trend", "programme_ranking")
_OF_PEOPLE = ("programme_people", "programme_breakdown", "programme_institutions")


class DayForm(forms.Form):
    """A day on which a rule of the programme was in force, today at the latest; and which page is opened for it."""

    as_of = forms.DateField(label=_("as of"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    page = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, matter: Matter, today: date, **kwargs: Any) -> None:
        """Offer the days of the programme of ``matter`` up to ``today``."""
        super().__init__(*args, **kwargs)
        self.matter, self.today = matter, today
        offered = {"min": matter.programme.starts_on.isoformat(), "max": today.isoformat()}
        self.fields["as_of"].widget.attrs |= offered

    def clean_page(self) -> str:
        """Return the page that is opened: where somebody wanted to look, or else the figures.

        Whoever wanted to see one person is led to the list of people.
        """
        page = self.cleaned_data["page"] or OUTLINED[0]
        return page if page in (*OUTLINED, *_OF_PEOPLE) else _OF_PEOPLE[0]

    def clean_as_of(self) -> date:
        """Refuse a day that has not come, and one without a rule."""
        day: date = self.cleaned_data["as_of"]
        if day > self.today:
            raise forms.ValidationError(_("This day has not come yet. Choose today or an earlier day."))
        if ProgrammeVersion.objects.in_force(self.matter.programme, day) is None:
            raise forms.ValidationError(str(NoRuleThen(day=day)))
        return day
