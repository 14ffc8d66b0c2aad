"""The units of a survey in its form: one of a syllabus, or one of the survey's own."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import InlinePanel

from certificates.schemes.models import SyllabusUnit


class _UnitField(forms.ModelChoiceField[Any]):
    def label_from_instance(self, obj: SyllabusUnit) -> str:
        return f"{obj.syllabus} · {obj}"


class SurveyUnitForm(WagtailAdminModelForm):
    """A unit that is called like the unit of the syllabus it stands for, unless something else is typed."""

    unit = _UnitField(
        SyllabusUnit.objects.select_related("syllabus").order_by("syllabus__name", "syllabus", "position", "pk"),
        label=_("unit of the syllabus"),
        required=False,
        help_text=_("Whoever has this gap then reads when and where their class teaches it."),
    )
    code = forms.CharField(
        label=_("code"),
        max_length=20,
        required=False,
        help_text=_("Leave code and title empty to take those of the syllabus."),
    )
    title = forms.CharField(label=_("title"), max_length=120, required=False)

    def clean(self) -> dict[str, Any]:
        """Fill in from the syllabus what was left empty."""
        data: dict[str, Any] = super().clean()
        for name in ("code", "title"):
            if data.get(name):
                continue
            if data.get("unit"):
                data[name] = getattr(data["unit"], name)
            else:
                self.add_error(name, _("Type this, or choose a unit of the syllabus."))
        return data


class SurveyUnitsPanel(InlinePanel):
    """The units inside the survey's form."""

    def get_form_options(self) -> dict[str, Any]:
        """Use :class:`SurveyUnitForm` for every unit."""
        options: dict[str, Any] = super().get_form_options()
        options["formsets"][self.relation_name]["form"] = SurveyUnitForm
        return options
