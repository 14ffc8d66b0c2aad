"""How options and right answers are typed in the editor's forms: each option on a line, what is right by its letter."""

from django import forms
from django.utils.translation import gettext_lazy as _


def options_field(*, rows: int) -> forms.CharField:
    """Return the field for the options; ``rows`` is its height in lines."""
    return forms.CharField(
        label=_("Options"),
        required=False,
        widget=forms.Textarea({"rows": rows}),
        help_text=_("One on each line, without letters."),
    )


def right_field() -> forms.CharField:
    """Return the field for what is right."""
    return forms.CharField(
        label=_("Right answers"),
        required=False,
        max_length=20,
        help_text=_("Letters in the order of the lines above, such as B or ACD."),
    )
