"""The planned pace of a programme: shares to have reached by certain days."""

from datetime import date
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from lms.coverage.models import ProgrammeVersion

# What a programme, a rule or a plan may name.
_FIRST, _LAST = date(2000, 1, 1), date(2099, 12, 31)
_WITHIN = [
    MinValueValidator(_FIRST, _("Choose a day from %(limit_value)s on.")),
    MaxValueValidator(_LAST, _("Choose a day up to %(limit_value)s.")),
]


def day_field(label: Any, **more: Any) -> forms.DateField:
    """Return a field for a day of this century, with the browser's own calendar."""
    ends = {"min": _FIRST.isoformat(), "max": _LAST.isoformat()}
    widget = forms.DateInput(attrs={"type": "date", **ends}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, validators=_WITHIN, **more)


class StageForm(forms.Form):
    """One day of the planned pace, and the share to have reached by then."""

    on = day_field(_("by the day"), required=False)
    percent = forms.DecimalField(label=_("percent"), min_value=0, max_value=100, decimal_places=1, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Say what each box is for: in a table of boxes only the column says it."""
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = field.label

    def clean(self) -> dict[str, Any]:
        """Refuse half a row."""
        data: dict[str, Any] = super().clean() or {}
        if not self.errors and (data.get("on") is None) != (data.get("percent") is None):
            raise forms.ValidationError(_("A stage of the plan has a day and a percentage. Fill in both, or neither."))
        return data


class Stages(forms.BaseFormSet):  # type: ignore[type-arg]
    """The rows of a plan."""

    @staticmethod
    def known_from(version: ProgrammeVersion) -> list[dict[str, Any]]:
        """Return the plan of a version as the rows begin with it."""
        return [{"on": each["on"], "percent": Decimal(each["tenths"]) / 10} for each in version.plan]

    def clean(self) -> None:
        """Refuse a plan that names a day twice or goes down."""
        days = [each["on"] for each in self.plan()] if not any(self.errors) else []
        shares = [each["tenths"] for each in sorted(self.plan(), key=lambda one: one["on"])] if days else []
        if len(days) != len(set(days)):
            raise forms.ValidationError(_("The plan names a day twice. Keep one of them."))
        if shares != sorted(shares):
            raise forms.ValidationError(
                _("The plan goes down from one day to a later one. A share that is reached stays.")
            )

    def plan(self) -> list[dict[str, Any]]:
        """Return the plan as a version keeps it."""
        said = [form.cleaned_data for form in self.forms if form.is_valid()]
        return [{"on": each["on"].isoformat(), "tenths": int(each["percent"] * 10)} for each in said if each.get("on")]


# Six stages are a plan of three years by halves; a longer one is longer than anybody keeps to.
_STAGES = forms.formset_factory(StageForm, formset=Stages, extra=6, max_num=6, absolute_max=6)


def stages_of(data: Any = None, *, version: ProgrammeVersion | None = None) -> Stages:
    """Return the rows of a plan: as they were sent in ``data``, or else as in ``version``."""
    initial = Stages.known_from(version) if version else []
    return cast(Stages, _STAGES(data, prefix="plan", initial=initial))
