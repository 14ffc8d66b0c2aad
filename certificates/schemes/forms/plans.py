"""Forms of the admin: syllabuses with their units, plans with their ways and days, and timetables."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, Panel

from certificates.schemes import actions, choosers
from certificates.schemes.models import SyllabusUnit
from lms.kit.errors import Refusal
from lms.site.admin import ScopedForm


class SyllabusForm(ScopedForm):
    """A syllabus whose units stay as they are once plans rest on it."""

    def clean(self) -> dict[str, Any]:
        """Refuse changed units of a syllabus in use."""
        data: dict[str, Any] = super().clean()
        if self.instance.pk and self.formsets["units"].has_changed():
            try:
                actions.refuse_if_planned(self.instance)
            except Refusal as refusal:
                self.add_error(None, str(refusal))
        return data


class PlanForm(ScopedForm):
    """A plan that holds every unit of its syllabus, each once: a city chooses the way and the days, not the units."""

    def clean(self) -> dict[str, Any]:
        """Refuse rows that are no unit of the plan, and days outside it."""
        data: dict[str, Any] = super().clean()
        first, last = data.get("starts_on"), data.get("ends_on")
        for row in self.formsets["units"].forms if "units" in self.formsets else []:
            said = row.cleaned_data if row.is_valid() else {}
            if not row.instance.pk or said.get("DELETE"):
                self.add_error(None, _("A plan holds the units of its syllabus: none is added, and none left out."))
                break
            days = [said.get(name) for name in ("starts_on", "ends_on")]
            if first and last and any(day and not first <= day <= last for day in days):
                row.add_error("starts_on", _("This is outside the days of the plan."))
        return data


class SessionForm(WagtailAdminModelForm):
    """One line of a timetable, among the units of the class's plan."""

    def __init__(self, *args: Any, plan: int | None = None, **kwargs: Any) -> None:
        """Offer the units of ``plan``'s syllabus, those the city plans."""
        super().__init__(*args, **kwargs)
        units = SyllabusUnit.objects.filter(syllabus__plans=plan) if plan else SyllabusUnit.objects.none()
        self.fields["unit"].queryset = units.order_by("position", "pk")


class TimetablePanel(InlinePanel):
    """The sessions inside the class's form."""

    def get_form_options(self) -> dict[str, Any]:
        """Use :class:`SessionForm` for every session."""
        options: dict[str, Any] = super().get_form_options()
        options["formsets"][self.relation_name]["form"] = SessionForm
        return options


class TimetabledForm(ScopedForm):
    """Mixed into the form of a class: its sessions lie between its days, and name units of its plan."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Tell every session's form which plan the class follows."""
        super().__init__(*args, **kwargs)
        if "sessions" in self.formsets:
            plan = self.data.get("plan") if self.is_bound else self.instance.plan_id
            self.formsets["sessions"].form_kwargs["plan"] = int(plan) if str(plan or "").isdecimal() else None

    def clean(self) -> dict[str, Any]:
        """Refuse sessions outside the days of the class."""
        data: dict[str, Any] = super().clean()
        first, last = data.get("starts_on"), data.get("ends_on")
        for row in self.formsets["sessions"].forms if "sessions" in self.formsets else []:
            day = row.cleaned_data.get("day") if row.is_valid() else None
            if first and last and day and not first <= day <= last:
                row.add_error("day", _("This is outside the days of the class."))
        return data


class VersionForm(forms.Form):
    """What the new version of a syllabus is called."""

    version = forms.CharField(label=_("Version"), max_length=20, help_text=_("For example the year."))


SYLLABUS_PANELS: list[Panel] = [
    MultiFieldPanel(
        [
            FieldPanel("name"),
            FieldRowPanel([FieldPanel("authority"), FieldPanel("version")]),
            FieldPanel("document"),
            FieldPanel("keeper"),
        ],
        heading=_("The syllabus"),
    ),
    InlinePanel(
        "units",
        panels=[
            FieldRowPanel([FieldPanel("code"), FieldPanel("title")]),
            FieldRowPanel([FieldPanel("minutes"), FieldPanel("way")]),
            FieldPanel("competences"),
        ],
        heading=_("Units"),
        min_num=1,
    ),
]
_PLAN: list[Panel | str] = [
    FieldPanel("name"),
    FieldPanel("organiser"),
    FieldPanel("places"),
    FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")]),
]
# The units come from the syllabus when the plan is saved for the first time.
NEW_PLAN_PANELS: list[Panel] = [MultiFieldPanel([FieldPanel("syllabus"), *_PLAN], heading=_("The plan"))]
PLAN_PANELS: list[Panel] = [
    MultiFieldPanel([FieldPanel("syllabus", read_only=True), *_PLAN], heading=_("The plan")),
    InlinePanel(
        "units",
        panels=[
            FieldPanel("unit", read_only=True),
            FieldRowPanel([FieldPanel("way"), FieldPanel("venue")]),
            FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")]),
        ],
        heading=_("Units: how, when and where"),
    ),
]
TIMETABLE = TimetablePanel(
    "sessions",
    panels=[
        FieldRowPanel([FieldPanel("unit"), FieldPanel("title")]),
        FieldRowPanel(
            [FieldPanel("day"), FieldPanel("begins", heading=_("Begins")), FieldPanel("ends", heading=_("Ends"))]
        ),
        FieldRowPanel([FieldPanel("place"), FieldPanel("teacher")]),
        FieldPanel("activity", widget=choosers.activities.widget_class),
    ],
    heading=_("Timetable"),
    label=_("one session"),
)
