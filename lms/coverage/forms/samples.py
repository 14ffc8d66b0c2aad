"""Drawing samples and handing them out."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.coverage.actions.sampling import Wish
from lms.coverage.models import Sample
from lms.people.models import Person


class DrawForm(forms.Form):
    """How many to draw, by which seed, and how they are spread."""

    title = forms.CharField(label=_("title"), max_length=100)
    size = forms.IntegerField(label=_("how many people"), required=False, min_value=1)
    percent = forms.DecimalField(
        label=_("or which share, in percent"),
        required=False,
        min_value=Decimal("0.1"),
        max_value=Decimal(100),
        decimal_places=1,
    )
    strata = forms.ChoiceField(label=_("spread"), choices=Sample.Strata.choices, required=False)
    seed = forms.CharField(
        label=_("seed"),
        max_length=60,
        required=False,
        help_text=_("From dice or a lottery: 4 to 60 letters, digits, dashes and spaces. Empty: one is drawn."),
    )
    expected = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Ask for a number or a share, and not for both."""
        data = super().clean() or {}
        if not self.errors and bool(data.get("size")) == bool(data.get("percent")):
            self.add_error("size", _("Give either a number of people or a share."))
        return data

    def wish(self) -> Wish:
        """Return what is asked for, once the form is valid."""
        given = self.cleaned_data
        return Wish(
            title=given["title"],
            size=given["size"] or 0,
            tenths=int(given["percent"] * 10) if given["percent"] else None,
            seed=given["seed"],
            strata=given["strata"],
            expected=given["expected"],
        )


class AssignForm(forms.Form):
    """Who works on the people that are ticked."""

    auditor = forms.ModelChoiceField(Person.objects.none(), label=_("auditor"), required=False)

    def __init__(self, *args: Any, auditors: Any, **kwargs: Any) -> None:
        """Offer ``auditors``."""
        super().__init__(*args, **kwargs)
        field: Any = self.fields["auditor"]
        field.queryset = auditors
        field.empty_label = _("nobody")
