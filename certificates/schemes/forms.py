"""Forms of the admin: schemes with their requirements, classes, and the filter of the class page."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, Panel

from certificates.schemes import actions, choosers
from certificates.schemes.models import Requirement, Traineeship
from lms.kit.errors import Refusal
from lms.people.choosers import people
from lms.people.models import Person
from lms.records.models import Activity
from lms.site.admin import ScopedForm

_HUNDRED = Decimal(100)
# In the unit people speak of; hundredths of it still fit the column.
_MOST = 1_000_000


class RequirementForm(WagtailAdminModelForm):
    """A requirement in the units people speak of: credits and points rather than hundredths."""

    target = forms.DecimalField(
        label=_("target"),
        min_value=Decimal("0.01"),
        max_value=_MOST,
        decimal_places=2,
        initial=1,
        help_text=_("How many times, minutes or credits; 1 for a pass."),
    )
    min_score_hundredths = forms.DecimalField(
        label=_("lowest score"),
        min_value=0,
        max_value=_MOST,
        decimal_places=2,
        required=False,
        help_text=_("In points."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Show hundredths as whole units."""
        super().__init__(*args, **kwargs)
        if self.instance.pk and self.instance.measure == Requirement.Measure.CREDITS:
            self.initial["target"] = self.instance.target / _HUNDRED
        if self.instance.min_score_hundredths is not None:
            self.initial["min_score_hundredths"] = self.instance.min_score_hundredths / _HUNDRED

    def clean(self) -> dict[str, Any]:
        """Turn the units back into integers."""
        data: dict[str, Any] = super().clean()
        target = data.get("target")
        if target is not None and data.get("measure") == Requirement.Measure.CREDITS:
            data["target"] = int(target * _HUNDRED)
        elif target is not None and target != int(target):
            self.add_error("target", _("A whole number, please; only credits have decimals."))
        elif target is not None:
            data["target"] = int(target)
        if data.get("min_score_hundredths") is not None:
            data["min_score_hundredths"] = int(data["min_score_hundredths"] * _HUNDRED)
        if data.get("activity_kind") == Activity.Kind.TEACHING:
            # One activity stands for all sessions of a pairing.
            data["each_activity_once"] = False
        return data


class RequirementsPanel(InlinePanel):
    """The requirements inside the scheme's form."""

    def get_form_options(self) -> dict[str, Any]:
        """Use :class:`RequirementForm` for every requirement."""
        options: dict[str, Any] = super().get_form_options()
        options["formsets"][self.relation_name]["form"] = RequirementForm
        return options


class SchemeForm(ScopedForm):
    """A scheme whose requirements stay as they are once somebody has met them all."""

    def clean(self) -> dict[str, Any]:
        """Refuse changed requirements of a scheme that somebody has completed."""
        data: dict[str, Any] = super().clean()
        if self.instance.pk and self.formsets["requirements"].has_changed():
            try:
                actions.refuse_if_in_use(self.instance)
            except Refusal as refusal:
                self.add_error(None, str(refusal))
        return data


class CohortForm(ScopedForm):
    """A class that keeps its scheme once people are in it."""

    def clean(self) -> dict[str, Any]:
        """Refuse another scheme for a class with people."""
        data: dict[str, Any] = super().clean()
        if self.instance.pk and "scheme" in self.changed_data:
            try:
                actions.refuse_other_scheme(self.instance)
            except Refusal as refusal:
                self.add_error("scheme", str(refusal))
        return data


REQUIREMENT_PANELS: list[Panel | str] = [
    FieldPanel("title"),
    FieldRowPanel([FieldPanel("measure"), FieldPanel("target")]),
    FieldRowPanel([FieldPanel("activity_kind"), FieldPanel("mode"), FieldPanel("role")]),
    FieldRowPanel([FieldPanel("subject"), FieldPanel("activity", widget=choosers.activities.widget_class)]),
    FieldRowPanel([FieldPanel("outcome"), FieldPanel("min_score_hundredths"), FieldPanel("authority")]),
    FieldRowPanel([FieldPanel("since"), FieldPanel("until")]),
    FieldPanel("each_activity_once"),
]
SCHEME_PANELS: list[Panel] = [
    MultiFieldPanel(
        [
            FieldPanel("name"),
            FieldPanel("code"),
            FieldPanel("organiser"),
            FieldPanel("summary"),
            FieldPanel("report_days"),
        ],
        heading=_("The scheme"),
    ),
    RequirementsPanel("requirements", panels=REQUIREMENT_PANELS, heading=_("Requirements"), min_num=1),
]
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


class ReportForm(forms.Form):
    """The moment a report tells."""

    as_of = forms.DateTimeField(
        label=_("As of"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("What was recorded later is left out. Made again for the same moment, the files are the same."),
    )
