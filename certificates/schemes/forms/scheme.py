"""The form of a scheme: what it is called, and the requirements of its newest version as an outline."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import fields_for_model
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, Panel

from certificates.schemes import actions, choosers
from certificates.schemes.forms.preview import PreviewPanel
from certificates.schemes.models import Requirement, Scheme
from certificates.schemes.queries import with_targets
from lms.kit.errors import Refusal
from lms.records.models import Activity
from lms.site.admin import ScopedForm

_HUNDRED = Decimal(100)
# In the unit people speak of; hundredths of it still fit the column.
_MOST = 1_000_000
_ALWAYS_ONE = {
    Requirement.Measure.PASS,
    Requirement.Measure.LEVEL,
    Requirement.Measure.ANY,
    # How many parts there are is known when the whole outline is.
    Requirement.Measure.ALL,
}
_FACTS = ("name", "code", "organiser", "summary", "report_days")
# What is left empty is NULL, not an empty text.
_NULLABLE = {"organiser", "report_days"}
_OF_SCHEME: dict[str, Any] = fields_for_model(Scheme, fields=_FACTS)


class RequirementForm(WagtailAdminModelForm):
    """A requirement in the units people speak of: credits and points rather than hundredths."""

    target = forms.DecimalField(
        label=_("target"),
        min_value=Decimal("0.01"),
        max_value=_MOST,
        decimal_places=2,
        initial=1,
        help_text=_("How many times, minutes, credits, days or sessions; of a group, how many of its parts."),
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
        self._clean_target(data)
        if data.get("min_score_hundredths") is not None:
            data["min_score_hundredths"] = int(data["min_score_hundredths"] * _HUNDRED)
        if data.get("measure") == Requirement.Measure.SESSIONS:
            data["activity_kind"] = Activity.Kind.TEACHING
        if data.get("activity_kind") == Activity.Kind.TEACHING:
            # One activity stands for all sessions of a pairing.
            data["each_activity_once"] = False
        return data

    def _clean_target(self, data: dict[str, Any]) -> None:
        target = data.get("target")
        if target is None:
            return
        if data.get("measure") == Requirement.Measure.CREDITS:
            data["target"] = int(target * _HUNDRED)
        elif data.get("measure") in _ALWAYS_ONE:
            data["target"] = 1
        elif target != int(target):
            self.add_error("target", _("A whole number, please; only credits have decimals."))
        else:
            data["target"] = int(target)


class RequirementsPanel(InlinePanel):
    """The requirements inside the scheme's form."""

    def get_form_options(self) -> dict[str, Any]:
        """Use :class:`RequirementForm` for every requirement."""
        options: dict[str, Any] = super().get_form_options()
        options["formsets"][self.relation_name]["form"] = RequirementForm
        return options


class SchemeForm(ScopedForm):
    """A scheme and the requirements of its newest version: a draft is written anew, a version in use is followed."""

    name = _OF_SCHEME["name"]
    code = _OF_SCHEME["code"]
    organiser = _OF_SCHEME["organiser"]
    summary = _OF_SCHEME["summary"]
    report_days = _OF_SCHEME["report_days"]

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        """Show the scheme of the version."""
        instance = kwargs["instance"]
        self.scheme: Scheme = instance.scheme if instance.scheme_id else Scheme()
        kwargs["initial"] = {name: getattr(self.scheme, name, None) for name in _FACTS if self.scheme.pk}
        kwargs["initial"]["note"] = "" if instance.frozen_at else instance.note
        self.stale = False
        super().__init__(self._known(data, instance), *args, **kwargs)

    def _known(self, data: Any, version: Any) -> Any:
        """Return ``data`` without the ids of requirements that somebody else has replaced meanwhile."""
        if data is None:
            return None
        there = {str(pk) for pk in version.requirements.values_list("pk", flat=True)} if version.pk else set()
        fields = [name for name in data if name.startswith("requirements-") and name.endswith("-id")]
        posted = {data[name] for name in fields} - {""}
        self.stale = posted != there
        gone = [name for name in fields if data[name] not in there]
        return {**data.dict(), **dict.fromkeys(gone, "")} if gone else data

    def clean(self) -> dict[str, Any]:
        """Check the scheme as its model does, and the requirements as a whole."""
        data: dict[str, Any] = super().clean()
        for name in _FACTS:
            setattr(self.scheme, name, data.get(name) or (None if name in _NULLABLE else ""))
        try:
            self.scheme.full_clean(exclude=["created_at", *self.errors])
        except ValidationError as wrong:
            self.add_error(None, wrong)
        if self.stale:
            self.add_error(None, _("Somebody else has saved this scheme meanwhile. Open it again to see what it says."))
        elif self.formsets["requirements"].is_valid():
            try:
                actions.refuse_impossible(self.typed())
            except Refusal as refusal:
                self.add_error(None, str(refusal))
        return data

    def typed(self) -> list[Requirement]:
        """Return the requirements as they were typed, in their order, not saved."""
        return with_targets([form.instance for form in self.formsets["requirements"].ordered_forms])


REQUIREMENT_PANELS: list[Panel | str] = [
    FieldPanel("title"),
    FieldRowPanel([FieldPanel("measure"), FieldPanel("target"), FieldPanel("depth")]),
    FieldRowPanel([FieldPanel("activity_kind"), FieldPanel("mode"), FieldPanel("role")]),
    FieldRowPanel([FieldPanel("subject"), FieldPanel("activity", widget=choosers.activities.widget_class)]),
    FieldRowPanel([FieldPanel("outcome"), FieldPanel("min_score_hundredths"), FieldPanel("level")]),
    FieldRowPanel([FieldPanel("since"), FieldPanel("until"), FieldPanel("due_days")]),
    FieldRowPanel([FieldPanel("authority"), FieldPanel("each_activity_once")]),
]
SCHEME_PANELS: list[Panel] = [
    MultiFieldPanel(
        [
            FieldPanel("name"),
            FieldPanel("code"),
            FieldPanel("organiser"),
            FieldPanel("summary"),
            FieldPanel("report_days"),
            FieldPanel("note"),
        ],
        heading=_("The scheme"),
    ),
    # Above what it follows: it stays in sight from here to the last requirement.
    PreviewPanel(heading=_("How a class would stand"), classname="scheme-preview"),
    RequirementsPanel("requirements", panels=REQUIREMENT_PANELS, heading=_("Requirements"), min_num=1),
]
