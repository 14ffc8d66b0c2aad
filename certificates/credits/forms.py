"""Forms of the admin: a draft with its rules, in the units people speak of."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, InlinePanel, MultiFieldPanel, Panel

from certificates.credits.actions import PeriodsOverlap, refuse_unless_draft
from certificates.credits.models import CreditRule, RuleSet
from certificates.credits.queries import succession
from certificates.credits.rules import in_credits
from lms.kit.errors import Refusal
from lms.people.models import Post
from lms.site.admin import ScopedForm

_HUNDRED = Decimal(100)
# In credits; hundredths of it still fit the column.
_MOST = 1_000_000
_KIND_AND_CREDITS = re.compile(r"(?P<kind>.*?\S)(?:[\s:：]+|(?<=[^\d.]))(?P<credits>\d{1,7}(?:\.\d{1,2})?)", re.ASCII)
_BETWEEN_TITLES = re.compile(r"[,，、;；\n]+")


class CreditsField(forms.DecimalField):
    """An amount of credit, typed in credits and kept in hundredths."""

    def __init__(self, **kwargs: Any) -> None:
        """Take up to two decimals."""
        super().__init__(**{"min_value": Decimal("0.01"), "max_value": _MOST, "decimal_places": 2, **kwargs})

    def clean(self, value: Any) -> int | None:
        """Return hundredths."""
        credit = super().clean(value)
        return None if credit is None else int(credit * _HUNDRED)

    def prepare_value(self, value: Any) -> Any:
        """Show hundredths as credits; what was typed stays as it was typed."""
        return value / _HUNDRED if isinstance(value, int) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare credits with credits."""
        return super().has_changed(self.prepare_value(initial), data)


class TitlesField(forms.CharField):
    """Professional titles, with commas between them."""

    def clean(self, value: Any) -> list[str]:
        """Return the titles as a list."""
        return [each.strip() for each in _BETWEEN_TITLES.split(super().clean(value)) if each.strip()]

    def prepare_value(self, value: Any) -> Any:
        """Show a list as text."""
        return "，".join(value) if isinstance(value, list) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare text with text."""
        return super().has_changed(self.prepare_value(initial), data)


class KindsField(forms.CharField):
    """The least of single kinds of credit: "Ⅰ类 5，Ⅱ类 15", kept in hundredths by kind."""

    def clean(self, value: Any) -> dict[str, int] | None:
        """Return hundredths by kind; ``None`` where nothing is typed."""
        found: dict[str, int] = {}
        for part in filter(str.strip, _BETWEEN_TITLES.split(super().clean(value))):
            matched = _KIND_AND_CREDITS.fullmatch(part.strip())
            least = int(Decimal(matched["credits"]) * _HUNDRED) if matched else 0
            if matched is None or not 1 <= least <= _MOST * 100:
                raise forms.ValidationError(
                    _("“%(part)s” is not a kind and its credits. Write: Ⅰ类 5，Ⅱ类 15") % {"part": part.strip()}
                )
            found[matched["kind"]] = least
        return found or None

    def prepare_value(self, value: Any) -> Any:
        """Show hundredths by kind as text."""
        if not isinstance(value, dict):
            return value
        return "，".join(f"{kind} {in_credits(value[kind])}" for kind in sorted(value))

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare text with text."""
        return super().has_changed(self.prepare_value(initial), data)


class CreditRuleForm(WagtailAdminModelForm):
    """A rule in credits rather than hundredths."""

    unit_hundredths = CreditsField(label=_("credits for one unit"), initial=100)
    cap_per_activity_hundredths = CreditsField(label=_("most for one activity a year (credits)"), required=False)
    cap_per_kind_hundredths = CreditsField(label=_("most for this kind of credit a year (credits)"), required=False)
    cap_per_year_hundredths = CreditsField(label=_("most in one year of all kinds (credits)"), required=False)
    post_kinds = forms.MultipleChoiceField(
        label=_("kinds of post"),
        choices=Post.Kind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: everybody."),
    )
    titles = TitlesField(
        label=_("professional titles"), required=False, help_text=_("With commas between them. Blank: everybody.")
    )

    def clean(self) -> dict[str, Any]:
        """Say plainly which of the unit's two halves is wrong."""
        data: dict[str, Any] = super().clean()
        by_minutes = data.get("earns") == CreditRule.Earns.MINUTES
        if by_minutes and not data.get("unit_minutes"):
            self.add_error("unit_minutes", _("Say how many minutes make a unit, 180 for example."))
        elif not by_minutes and data.get("unit_minutes"):
            self.add_error("unit_minutes", _("Leave this blank: the rule does not go by the minutes."))
        return data


class RulesPanel(InlinePanel):
    """The rules inside the form of a set."""

    def get_form_options(self) -> dict[str, Any]:
        """Use :class:`CreditRuleForm` for every rule."""
        options: dict[str, Any] = super().get_form_options()
        options["formsets"][self.relation_name]["form"] = CreditRuleForm
        return options


class RuleSetForm(ScopedForm):
    """A set that is still a draft."""

    required_hundredths = CreditsField(label=_("credits to reach in a year"), required=False)
    required_kinds = KindsField(
        label=_("least of single kinds of credit in a year"),
        required=False,
        help_text=_("Each kind with its credits, with commas between them: Ⅰ类 5，Ⅱ类 15"),
    )
    carry_over_hundredths = CreditsField(
        label=_("most credits to carry over into the next year"),
        required=False,
        help_text=_("Empty: nothing is carried over."),
    )

    def clean(self) -> dict[str, Any]:
        """Refuse what could never come into force."""
        data: dict[str, Any] = super().clean()
        begins, ends = data.get("valid_from"), data.get("valid_to")
        if begins and ends and ends <= begins:
            self.add_error("valid_to", _("A set of rules ends after it begins."))
        same = RuleSet.objects.filter(code=data.get("code"), version=self.instance.version)
        if same.exclude(pk=self.instance.pk).exists():
            self.add_error("code", _("There is a set with this code already. Make a new version of it instead."))
        try:
            refuse_unless_draft(self.instance)
            if begins and not self.errors:
                self._refuse_overlap(data)
        except Refusal as refusal:
            self.add_error(None, str(refusal))
        return data

    def _refuse_overlap(self, data: dict[str, Any]) -> None:
        names = ("code", "authority", "valid_from", "valid_to")
        typed = RuleSet(
            pk=self.instance.pk, replaces_id=self.instance.replaces_id, **{name: data.get(name) for name in names}
        )
        if clash := succession(typed).clash:
            raise PeriodsOverlap(other=str(clash))


RULE_PANELS: list[Panel] = [
    FieldPanel("name"),
    FieldPanel("category"),
    FieldRowPanel([FieldPanel("activity_kind"), FieldPanel("role")]),
    FieldRowPanel([FieldPanel("mode"), FieldPanel("outcome"), FieldPanel("least_days")]),
    FieldRowPanel([FieldPanel("earns"), FieldPanel("unit_hundredths"), FieldPanel("unit_minutes")]),
    FieldRowPanel(
        [
            FieldPanel("cap_per_activity_hundredths"),
            FieldPanel("cap_per_kind_hundredths"),
            FieldPanel("cap_per_year_hundredths"),
        ]
    ),
    FieldPanel("post_kinds"),
    FieldPanel("titles"),
    FieldRowPanel([FieldPanel("document"), FieldPanel("clause")]),
    FieldPanel("confirmed"),
]
SET_PANELS: list[Panel] = [
    HelpPanel(
        _(
            "A draft pays nobody. Once in force it stays as it is, for what people earned rests on it; "
            "a change is a new version."
        )
    ),
    MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("authority"), FieldPanel("code")]),
            FieldPanel("name"),
            FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_to")]),
            FieldRowPanel([FieldPanel("required_hundredths"), FieldPanel("required_kinds")]),
            FieldRowPanel([FieldPanel("required_hours"), FieldPanel("hour_minutes")]),
            FieldRowPanel([FieldPanel("carry_over_hundredths"), FieldPanel("carry_over_years")]),
        ],
        heading=_("The set"),
    ),
    MultiFieldPanel([FieldPanel("document"), FieldPanel("sourced"), FieldPanel("source_note")], heading=_("Source")),
    RulesPanel("rules", panels=RULE_PANELS, heading=_("Rules, the more special ones first"), min_num=1),
]
