"""What people type about certificates."""

from collections.abc import Mapping
from typing import Any, cast

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from certificates.credits.models import RuleSet
from certificates.register.models import Batch, Certificate, CertificateQuerySet, Kind, Layout
from certificates.schemes.models import Cohort, Scheme
from lms.records.models import Activity, LearningRecord


class VerifyForm(forms.Form):
    """A number and the name it was made out to; one without the other opens nothing."""

    number = forms.CharField(
        label=_("Certificate number"),
        max_length=60,
        help_text=_("It stands on the certificate, for example WF-SXYS-2026-000123."),
    )
    name = forms.CharField(label=_("Name on the certificate"), max_length=60)


class FileForm(forms.Form):
    """The hash of a file, as a browser works it out."""

    sha256 = forms.RegexField(r"^[0-9a-fA-F]{64}$")


class ReasonForm(forms.Form):
    """Why a certificate is revoked or replaced."""

    reason = forms.CharField(
        label=_("Reason"), max_length=200, help_text=_("Everybody who checks the certificate will read it.")
    )
    sure = forms.BooleanField(label=_("I have checked that this is the right certificate."))


class CorrectionForm(forms.Form):
    """Why a certificate is replaced; then, with both texts read once more, the confirmation."""

    reason = forms.CharField(
        label=_("Reason"), max_length=200, help_text=_("Everybody who checks the certificate will read it.")
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    hours = forms.CharField(label=_("Hours of study"), max_length=20, required=False)
    project_number = forms.CharField(label=_("Project number"), max_length=40, required=False)
    level = forms.CharField(label=_("Level of the project"), max_length=20, required=False)
    sure = forms.BooleanField(label=_("I have read both texts; the new certificate is right."), required=False)

    def __init__(self, data: Any, *, terms: Mapping[str, str]) -> None:
        """Ask for what the certificate prints of ``terms``, with what it says now."""
        super().__init__(data, initial=dict(terms))
        self.terms = terms
        for name in {"hours", "project_number", "level"} - set(terms):
            del self.fields[name]

    @property
    def said(self) -> dict[str, str]:
        """What differs from what the certificate says now."""
        given = {name: self.cleaned_data[name].strip() for name in self.terms}
        return {name: value for name, value in given.items() if value != self.terms[name]}


class ListForm(forms.Form):
    """A list of certificates to check."""

    file = forms.FileField(
        label=_("List of certificates"),
        help_text=_(
            "An .xlsx or .csv file with two columns: the number of the certificate and the name on it. It is not kept."
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )


# What is asked for each kind, beside the layout.
ASKED = {
    Kind.COMPLETION: ("hours",),
    Kind.CREDIT: ("year", "authority", "hours", "project_number", "level"),
    Kind.PASS: ("activity", "hours"),
    Kind.HONOR: ("reason", "people"),
    Kind.APPOINTMENT: (),
}
TERMS = ("authority", "hours", "project_number", "level", "people")


class ProposalForm(forms.Form):
    """What certificates to whom: the questions depend on the kind."""

    layout = forms.ModelChoiceField(
        Layout.objects.none(), label=_("Certificate layout"), required=False, empty_label=_("the built-in layout")
    )
    year = forms.IntegerField(label=_("Credits of the year"), min_value=1990, max_value=2100)
    authority = forms.ChoiceField(label=_("Credit authority"))
    activity = forms.ModelChoiceField(Activity.objects.none(), label=_("Exam"))
    reason = forms.CharField(
        label=_("What for"), max_length=200, help_text=_("It is printed: a sentence that ends with a full stop.")
    )
    people = forms.TypedMultipleChoiceField(label=_("Who"), coerce=int, widget=forms.CheckboxSelectMultiple)
    hours = forms.CharField(label=_("Hours of study"), max_length=20, required=False)
    project_number = forms.CharField(label=_("Project number"), max_length=40, required=False)
    level = forms.CharField(label=_("Level of the project"), max_length=20, required=False)

    def __init__(self, data: Any, *, cohort: Cohort, kind: Kind) -> None:
        """Ask what certificates of ``kind`` need; without data, show the questions."""
        super().__init__(data)
        self.cohort, self.kind = cohort, kind
        for name in set(self.fields) - {"layout", *ASKED[kind]}:
            del self.fields[name]
        self._offer("layout", Layout.objects.usable_by(cohort.organiser, kind).order_by("name"))
        trainees = cohort.traineeships.active()
        if "activity" in self.fields:
            sat = LearningRecord.objects.standing().filter(person__in=trainees.values("person"), outcome="passed")
            exams = Activity.objects.filter(kind=Activity.Kind.EXAM, pk__in=sat.values("activity"))
            self._offer("activity", exams.order_by("title"))
        if "people" in self.fields:
            people = [each.person for each in trainees.select_related("person").order_by("person__name", "pk")]
            # Two of one name must be told apart.
            choices = [(each.pk, f"{each.name} {each.id_number_masked}") for each in people]
            cast("forms.ChoiceField", self.fields["people"]).choices = choices
        if "authority" in self.fields:
            known = RuleSet.objects.order_by("authority").values_list("authority", flat=True).distinct()
            cast("forms.ChoiceField", self.fields["authority"]).choices = [(each, each) for each in known]
            self.fields["year"].initial = timezone.localdate().year

    def _offer(self, name: str, objects: QuerySet[Any]) -> None:
        cast("forms.ModelChoiceField[Any]", self.fields[name]).queryset = objects

    def batch(self) -> Batch:
        """Return what was asked for, as a batch that is not saved."""
        given = self.cleaned_data
        layout = given.get("layout")
        return Batch(
            cohort=self.cohort,
            kind=self.kind,
            layout_version=layout.newest if layout else None,
            year=given.get("year"),
            activity=given.get("activity"),
            reason=given.get("reason", ""),
            terms={key: given[key] for key in TERMS if given.get(key)},
        )


def _visible_schemes(request: HttpRequest) -> QuerySet[Scheme]:
    return Scheme.objects.visible_to(request.user).order_by("name")


def _visible_cohorts(request: HttpRequest) -> QuerySet[Cohort]:
    return Cohort.objects.visible_to(request.user).order_by("name")


class CertificateFilterSet(WagtailFilterSet):
    """Narrows the list of certificates; offers only schemes and classes the viewer may see."""

    scheme = django_filters.ModelChoiceFilter(
        field_name="traineeship__cohort__scheme", queryset=_visible_schemes, label=_("Scheme")
    )
    cohort = django_filters.ModelChoiceFilter(method="by_class", queryset=_visible_cohorts, label=_("Class"))
    ground = django_filters.ChoiceFilter(
        method="by_ground",
        choices=[("lost", _("valid, but the requirements are not met any more"))],
        label=_("Ground"),
        empty_label=_("All"),
    )
    holder = django_filters.CharFilter(method="by_holder", label=_("Name or number"))

    class Meta:
        model = Certificate
        fields = ["kind", "state"]

    def by_class(self, found: QuerySet[Certificate], _name: str, cohort: Cohort) -> QuerySet[Certificate]:
        """Return the certificates of completion of ``cohort``, and those of other kinds from its lists."""
        return found.filter(Q(traineeship__cohort=cohort) | Q(batch__cohort=cohort))

    def by_ground(self, found: QuerySet[Certificate], _name: str, _value: str) -> QuerySet[Certificate]:
        """Return the certificates that stand although their holders are not complete."""
        return cast("CertificateQuerySet", found).unfounded()

    def by_holder(self, found: QuerySet[Certificate], _name: str, value: str) -> QuerySet[Certificate]:
        """Return the certificates whose number or holder's name holds ``value``."""
        text: Any = value.strip()
        return found.filter(Q(number__icontains=text) | Q(person__name__icontains=text))
