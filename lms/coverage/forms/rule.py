"""A version of a programme's rule, in words a commission's clerk uses."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from certificates.credits.models import RuleSet
from certificates.register.models.kinds import Kind
from lms.coverage.forms.plan import day_field
from lms.coverage.models import Programme, ProgrammeVersion
from lms.coverage.queries.choices import schemes_for
from lms.people.models import Division, Organisation, Person, Post, Roster


class RuleForm(forms.Form):
    """Who is due, what covers them, and the document that says so."""

    source_document = forms.CharField(label=_("document"), max_length=200, help_text=_("Its name and number."))
    clause = forms.CharField(label=_("clause"), max_length=100)
    confirmed = forms.BooleanField(label=_("I have read it in the document itself"), required=False)
    in_force_on = day_field(_("in force from"))

    taken_from = forms.ChoiceField(
        label=_("who is due"),
        choices=[("posts", _("everybody in certain posts")), ("roster", _("everybody on a roster"))],
        widget=forms.RadioSelect,
        initial="posts",
    )
    post_kinds = forms.MultipleChoiceField(
        label=_("in these posts"),
        choices=Post.Kind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: every post."),
    )
    institution_kinds = forms.MultipleChoiceField(
        label=_("at these institutions"),
        choices=Organisation.Kind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: every kind of institution."),
    )
    further_divisions = forms.CharField(
        label=_("further areas"),
        max_length=500,
        required=False,
        help_text=_("Codes of areas that count besides the programme's own, such as the other half after a split."),
    )
    licence_group = forms.ChoiceField(label=_("licence"), choices=ProgrammeVersion.LicenceGroup.choices, required=False)
    roster: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        None, label=_("roster"), required=False, empty_label=_("Choose a roster")
    )
    days = forms.IntegerField(
        label=_("days each person has"),
        min_value=1,
        max_value=36500,
        required=False,
        help_text=_("From the day they are due, where that ends before the programme. Blank: until its last day."),
    )

    covered_by = forms.ChoiceField(
        label=_("covered is"), choices=ProgrammeVersion.CoveredBy.choices, widget=forms.RadioSelect
    )
    scheme: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        None, label=_("training scheme"), required=False, empty_label=_("Choose a scheme")
    )
    credits = forms.DecimalField(
        label=_("credits to reach in the period"),
        min_value=Decimal("0.01"),
        decimal_places=2,
        max_digits=7,
        required=False,
    )
    authority = forms.ChoiceField(label=_("authority that pays the credits"), required=False)
    hours = forms.DecimalField(
        label=_("hours to reach in the period"),
        min_value=Decimal("0.1"),
        decimal_places=1,
        max_digits=6,
        required=False,
    )
    certificate_kind = forms.ChoiceField(
        label=_("kind of certificate"), choices=[("", "—"), *Kind.choices], required=False
    )

    target = forms.DecimalField(
        label=_("target line in percent"),
        min_value=Decimal("0.1"),
        max_value=Decimal(100),
        decimal_places=1,
        initial=100,
    )

    def __init__(self, *args: Any, viewer: Person, programme: Programme, **kwargs: Any) -> None:
        """Offer what ``viewer`` may see."""
        super().__init__(*args, **kwargs)
        self.programme, self.viewer = programme, viewer
        self.fields["roster"].queryset = Roster.objects.visible_to(viewer).order_by("name")  # type: ignore[attr-defined]
        self.fields["scheme"].queryset = schemes_for(viewer).order_by("name")  # type: ignore[attr-defined]
        paying = RuleSet.objects.in_force().order_by("authority").values_list("authority", flat=True).distinct()
        self.fields["authority"].choices = [("", "—"), *((each, each) for each in paying)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for what the choices need, and drop what they do not."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("taken_from") == "roster" and not data.get("roster"):
            self._miss("roster", _("Choose the roster whose people are due."))
        for name, sentence in _NEEDED.get(data.get("covered_by", ""), {}).items():
            if not data.get(name):
                self._miss(name, sentence)
        day = data.get("in_force_on")
        if day and day > self.programme.ends_on:
            self.add_error("in_force_on", _("This is after the last day of the programme. Choose an earlier day."))
        return data

    def clean_further_divisions(self) -> list[str]:
        """Return the codes, each once; refuse what is none of an area inside the viewer's scope, or counted before."""
        codes = list(dict.fromkeys(re.findall(r"[^\s,，;；、]+", self.cleaned_data["further_divisions"])))
        newest = self.programme.versions.newest_first().first()
        known = set(Division.objects.visible_to(self.viewer).filter(code__in=codes).values_list("code", flat=True))
        unknown = [code for code in codes if code not in known.union(newest.division_codes if newest else ())]
        if unknown:
            said = {"codes": "、".join(unknown)}
            raise forms.ValidationError(_("You are responsible for no area with the code %(codes)s."), params=said)
        return codes

    def _miss(self, name: str, sentence: Any) -> None:
        if name not in self.errors:
            self.add_error(name, sentence)

    def rule(self, plan: list[dict[str, Any]]) -> ProgrammeVersion:
        """Return the version the form describes, not saved."""
        data = self.cleaned_data
        by_roster, kind = data["taken_from"] == "roster", data["covered_by"]
        kept = {name: data[name] if name in _NEEDED[kind] else None for name in ("scheme", "credits", "hours")}
        return ProgrammeVersion(
            programme=self.programme,
            in_force_on=data["in_force_on"],
            source_document=data["source_document"],
            clause=data["clause"],
            confirmed=data["confirmed"],
            roster=data["roster"] if by_roster else None,
            post_kinds=[] if by_roster else data["post_kinds"],
            institution_kinds=data["institution_kinds"],
            licence_group=data["licence_group"],
            division_codes=data["further_divisions"],
            days=data["days"],
            covered_by=kind,
            scheme=kept["scheme"],
            certificate_kind=data["certificate_kind"] if kind == "certificate" else "",
            authority=data["authority"] if kind == "credits" else "",
            target_credits_hundredths=int(kept["credits"] * 100) if kept["credits"] else None,
            target_minutes=int(kept["hours"] * 60) if kept["hours"] else None,
            target_tenths=int(data["target"] * 10),
            plan=plan,
        )


def known_from(version: ProgrammeVersion) -> dict[str, Any]:
    """Return what the form of the next version begins with: the rule as it is. Its source is written anew."""
    credits, minutes = version.target_credits_hundredths, version.target_minutes
    same = ("post_kinds", "institution_kinds", "licence_group", "days", "covered_by", "certificate_kind")
    return {
        **{name: getattr(version, name) for name in same},
        "taken_from": "roster" if version.roster_id else "posts",
        "further_divisions": "、".join(version.division_codes),
        "roster": version.roster_id,
        "scheme": version.scheme_id,
        "authority": version.authority,
        "credits": Decimal(credits) / 100 if credits else None,
        "hours": Decimal(minutes) / 60 if minutes else None,
        "target": Decimal(version.target_tenths) / 10,
    }


_NEEDED: dict[str, dict[str, Any]] = {
    "scheme": {"scheme": _("Choose the scheme that covers somebody.")},
    "credits": {
        "credits": _("Say how many credits cover somebody."),
        "authority": _("Choose the authority whose credits count."),
    },
    "minutes": {"hours": _("Say how many hours cover somebody.")},
    "certificate": {"certificate_kind": _("Choose the kind of certificate that covers somebody.")},
}
