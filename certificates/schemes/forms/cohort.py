"""Forms of the admin: classes, who is in them, and the filter of the class page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, Panel

from certificates.schemes import actions
from certificates.schemes.models import Traineeship
from lms.kit.errors import Refusal
from lms.people.choosers import people
from lms.people.models import Person
from lms.site.admin import ScopedForm


class CohortForm(ScopedForm):
    """A class that keeps its scheme once people are in it."""

    def clean(self) -> dict[str, Any]:
        """Refuse another scheme for a class with people; a class of a scheme begins with its newest version."""
        data: dict[str, Any] = super().clean()
        if "scheme" not in self.changed_data or not data.get("scheme"):
            return data
        try:
            if self.instance.pk:
                actions.refuse_other_scheme(self.instance)
            self.instance.version = actions.version_for_class(data["scheme"])
        except Refusal as refusal:
            self.add_error("scheme", str(refusal))
        return data


COHORT_PANELS: list[Panel] = [
    FieldPanel("scheme"),
    FieldPanel("name"),
    FieldPanel("organiser"),
    FieldPanel("roster"),
    FieldPanel("head_teacher"),
    FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")]),
]


class ClassFilterForm(forms.Form):
    """What to show of a class."""

    name = forms.CharField(label=_("Name"), required=False, max_length=60)
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("everybody")), *Traineeship.State.choices]
    )


class PersonForm(forms.Form):
    """Whom to put into a class, among the people the viewer may see."""

    person: forms.ModelChoiceField[Any] = forms.ModelChoiceField(None, label=_("Person"))

    def __init__(self, *args: Any, viewer: Person, **kwargs: Any) -> None:
        """Offer the people ``viewer`` may see."""
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = Person.objects.visible_to(viewer)  # type: ignore[attr-defined]
        self.fields["person"].widget = people.widget_class()


class WithdrawForm(forms.Form):
    """Why somebody is taken out of a class."""

    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("The person will read it."))
