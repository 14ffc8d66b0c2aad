"""Asking for an extract, and naming a store."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from certificates.schemes.models import Scheme
from lms.coverage.queries import rosters_for, schemes_for
from lms.feeds import formats
from lms.feeds.actions.extracts import may_take
from lms.feeds.actions.stores import StoreWish
from lms.feeds.datasets import TITLES
from lms.people.choosers import divisions
from lms.people.models import Division, Person


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class ExtractForm(forms.Form):
    """What, in which form, and how far."""

    what = forms.ChoiceField(label=_("What to extract"), widget=forms.RadioSelect)
    form = forms.ChoiceField(label=_("Form"), choices=list(formats.TITLES.items()), widget=forms.RadioSelect)
    since = _day(_("From (records)"))
    until = _day(_("Until (records)"))
    scheme: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        None, label=_("training scheme"), required=False, help_text=_("For people and figures.")
    )
    roster: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        None, label=_("roster"), required=False, help_text=_("For people and figures.")
    )
    as_of = _day(_("as of"))

    def __init__(self, *args: Any, viewer: Person, today: date, **kwargs: Any) -> None:
        """Offer what ``viewer`` may see; the day is ``today`` at the latest."""
        super().__init__(*args, **kwargs)
        self.today = today
        fields: dict[str, Any] = self.fields
        fields["what"].choices = [(key, title) for key, title in TITLES.items() if may_take(viewer, key)]
        fields["scheme"].queryset = schemes_for(viewer).order_by("name")
        fields["roster"].queryset = rosters_for(viewer).order_by("-made_on", "name")
        fields["as_of"].widget.attrs["max"] = today.isoformat()

    def clean(self) -> dict[str, Any]:
        """Ask for what this kind of data needs."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("what") in ("people", "coverage"):
            for name in ("scheme", "roster"):
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, _("Choose one: people and figures need it."))
        if (given.get("as_of") or self.today) > self.today:
            self.add_error("as_of", _("This day has not come yet. Choose today or an earlier day."))
        if given.get("since") and given.get("until") and given["since"] > given["until"]:
            self.add_error("until", _("This day lies before the first one."))
        return given

    def asked(self) -> dict[str, Any]:
        """Return what narrows the data down, as JSON values."""
        given = self.cleaned_data
        if given["what"] == "records":
            return {name: given[name].isoformat() for name in ("since", "until") if given.get(name)}
        as_of = given.get("as_of") or self.today
        return {"scheme_id": given["scheme"].pk, "roster_id": given["roster"].pk, "as_of": as_of.isoformat()}


class StoreForm(forms.Form):
    """Where a store is, who sends, and what."""

    name = forms.CharField(label=_("Name"), max_length=60)
    url = forms.URLField(
        label=_("Address"),
        max_length=200,
        assume_scheme="https",
        help_text=_("The xAPI address without the last part, such as https://lrs.example/xapi"),
    )
    username = forms.CharField(label=_("User name or key"), max_length=100)
    secret = forms.CharField(
        label=_("Password or secret"), max_length=200, widget=forms.PasswordInput(attrs={"autocomplete": "off"})
    )
    division: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        Division.objects.none(),
        label=_("division"),
        required=False,
        help_text=_("It is sent what is done at places in there. Empty: everywhere, for administrators only."),
    )
    scheme: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        Scheme.objects.none(),
        label=_("training scheme"),
        required=False,
        help_text=_("It is sent what trainees of the scheme do once they are enrolled. Empty: what everybody does."),
    )

    def __init__(self, *args: Any, viewer: Person, **kwargs: Any) -> None:
        """Offer what ``viewer`` may see."""
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["division"].queryset = Division.objects.visible_to(viewer)
        fields["division"].widget = divisions.widget_class()
        fields["scheme"].queryset = Scheme.objects.visible_to(viewer).order_by("name")

    def wish(self) -> StoreWish:
        """Return what was asked for."""
        return StoreWish(**self.cleaned_data)
