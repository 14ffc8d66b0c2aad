"""Narrowing a list of people of a programme."""

import re

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from lms.coverage.forms.narrowing import NarrowingForm
from lms.coverage.models import NodeFigure
from lms.coverage.queries.in_order import Leaf
from lms.coverage.queries.rollup_choices import Which

# What a value of a dimension looks like, where it is not free text.
_SHAPES = {"month": re.compile(r"\d{4}-\d{2}"), "credits": re.compile(r"\d{1,9}")}


class PeopleForm(NarrowingForm):
    """Which figure, of which group, and a name. What makes no sense counts as not given, and shows more, not less."""

    which = forms.ChoiceField(choices=Which.choices, required=False, widget=forms.HiddenInput)
    by = forms.ChoiceField(choices=NodeFigure.Dimension.choices, required=False, widget=forms.HiddenInput)
    value = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    q = forms.CharField(label=_("name"), required=False, max_length=60)
    institution = forms.CharField(label=_("institution"), required=False, max_length=100)

    @property
    def which_figure(self) -> str:
        """The figure whose people are asked for."""
        return self.said("which") or Which.DUE

    @property
    def group(self) -> tuple[str, str]:
        """The dimension and value the people are narrowed to; both empty where the address names none."""
        dimension, value = self.said("by"), self.said("value")
        shape = _SHAPES.get(dimension)
        if not dimension or (shape and not shape.fullmatch(value)):
            return "", ""
        return dimension, value


def leaf_of(asked: QueryDict) -> Leaf | None:
    """Return which page of the list an address asks for; ``None`` where it is searched or sorted: all of it."""
    form = PeopleForm(asked)
    if form.said("q") or form.said("institution") or asked.get("ordering"):
        return None
    dimension, value = form.group
    return Leaf(form.which_figure, dimension, value, asked.get("p", ""))


class FastestForm(NarrowingForm):
    """Narrowing the list of those who can be covered fastest."""

    q = forms.CharField(label=_("name"), required=False, max_length=60)
    institution = forms.CharField(label=_("institution"), required=False, max_length=100)
