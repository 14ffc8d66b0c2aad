"""Setting up a programme: what it is called, whose it is, where and when."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.coverage.forms.plan import day_field
from lms.coverage.models import Programme
from lms.people import choosers
from lms.people.models import Division, Organisation, Person


class ProgrammeForm(forms.Form):
    """What a programme is beside its rule."""

    name = forms.CharField(
        label=_("name of the programme"),
        max_length=120,
        help_text=_("As the document names it, with the years: it is on every report."),
    )
    code = forms.SlugField(
        label=_("code"),
        max_length=40,
        required=False,
        help_text=_("For other systems: letters, digits and hyphens. Blank: one is made. It never changes."),
    )
    keeper: forms.ModelChoiceField[Any] = forms.ModelChoiceField(None, label=_("run by"))
    division: forms.ModelChoiceField[Any] = forms.ModelChoiceField(None, label=_("area"))
    starts_on = day_field(_("first day of the programme"))
    ends_on = day_field(_("last day of the programme"))

    def __init__(self, *args: Any, viewer: Person, programme: Programme | None = None, **kwargs: Any) -> None:
        """Offer what ``viewer`` may see; an existing ``programme`` keeps its code."""
        super().__init__(*args, **kwargs)
        areas = Division.objects.visible_to(viewer).exclude(level=Division.Level.VILLAGE)
        for name, found, chooser in (
            ("keeper", Organisation.objects.visible_to(viewer), choosers.organisations),
            ("division", areas, choosers.divisions),
        ):
            self.fields[name].queryset = found  # type: ignore[attr-defined]
            self.fields[name].widget = chooser.widget_class()
        if programme:
            del self.fields["code"]

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("starts_on") and data.get("ends_on") and data["ends_on"] < data["starts_on"]:
            self.add_error("ends_on", _("The last day is before the first. Choose a later last day."))
        return data
