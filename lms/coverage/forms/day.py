"""Choosing a day of a programme."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from lms.coverage.actions import NoRuleThen
from lms.coverage.forms.people import leaf_of
from lms.coverage.models import ProgrammeVersion
from lms.coverage.queries.in_order import Leaf
from lms.coverage.queries.matter import Matter

# Pages of a programme that show figures of divisions alone, and those that go through everybody behind them. The list
# of people goes through them where it is searched or sorted.
_OF_FIGURES = ("programme", "programme_breakdown", "programme_trend", "programme_ranking")
_LIST, _OF_PEOPLE = "programme_people", ("programme_institutions", "programme_draw")
# What of a list is chosen, and how long each may be.
_CHOSEN, _LONGEST = ("which", "by", "value", "ordering", "p"), 40


def people_for(page: str, query: QueryDict) -> bool | Leaf:
    """Return what a page of a programme needs of the people behind its figures: all, none, or a page of the list.

    :param query: how its address goes on.
    """
    return page not in _OF_FIGURES if page != _LIST else leaf_of(query) or True


class DayForm(forms.Form):
    """A day on which a rule of the programme was in force, today at the latest; and which page is opened for it."""

    as_of = forms.DateField(label=_("as of"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    page = forms.CharField(required=False, widget=forms.HiddenInput)
    query = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)

    def __init__(self, *args: Any, matter: Matter, today: date, **kwargs: Any) -> None:
        """Offer the days of the programme of ``matter`` up to ``today``."""
        super().__init__(*args, **kwargs)
        self.matter, self.today = matter, today
        offered = {"min": matter.programme.starts_on.isoformat(), "max": today.isoformat()}
        self.fields["as_of"].widget.attrs |= offered

    @property
    def opens(self) -> str:
        """The page that is opened: where somebody wanted to look, or else the figures.

        Whoever wanted to see one person is led to the list of people.
        """
        page = str(self.cleaned_data["page"] or _OF_FIGURES[0])
        return page if page in (*_OF_FIGURES, *_OF_PEOPLE) else _LIST

    @property
    def goes_on(self) -> str:
        """How its address goes on: without what was typed to search for, since a job would keep it in clear."""
        asked = QueryDict(self.cleaned_data["query"])
        return urlencode({name: asked[name][:_LONGEST] for name in _CHOSEN if asked.get(name)})

    @property
    def people(self) -> bool | Leaf:
        """What has to be counted for it of the people."""
        return people_for(self.cleaned_data["page"] or _OF_FIGURES[0], QueryDict(self.cleaned_data["query"]))

    def clean_as_of(self) -> date:
        """Refuse a day that has not come, and one without a rule."""
        day: date = self.cleaned_data["as_of"]
        if day > self.today:
            raise forms.ValidationError(_("This day has not come yet. Choose today or an earlier day."))
        if ProgrammeVersion.objects.in_force(self.matter.programme, day) is None:
            raise forms.ValidationError(str(NoRuleThen(day=day)))
        return day
