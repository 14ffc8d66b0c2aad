"""Asking for a token."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.api import queries
from lms.people.models import Person


class TokenForm(forms.Form):
    """What for, what it may read, and for how long."""

    name = forms.CharField(
        label=_("What the token is for"), max_length=60, help_text=_("The program that will use it, and where it runs.")
    )
    abilities = forms.MultipleChoiceField(label=_("May read"), widget=forms.CheckboxSelectMultiple)
    days = forms.TypedChoiceField(
        label=_("Valid for"),
        coerce=int,
        initial=90,
        choices=[(30, _("30 days")), (90, _("90 days")), (180, _("180 days")), (365, _("one year"))],
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        """Offer what ``person`` may see."""
        super().__init__(*args, **kwargs)
        self.fields["abilities"].choices = list(queries.abilities_open_to(person).items())  # type: ignore[attr-defined]
