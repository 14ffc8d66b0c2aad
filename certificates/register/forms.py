"""What people type about certificates."""

from typing import Any, cast

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from certificates.register.models import Certificate, CertificateQuerySet
from certificates.schemes.models import Cohort, Scheme


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
    sure = forms.BooleanField(label=_("I have read both texts; the new certificate is right."), required=False)


class ListForm(forms.Form):
    """A list of certificates to check."""

    file = forms.FileField(
        label=_("List of certificates"),
        help_text=_(
            "An .xlsx or .csv file with two columns: the number of the certificate and the name on it. It is not kept."
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
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
    cohort = django_filters.ModelChoiceFilter(
        field_name="traineeship__cohort", queryset=_visible_cohorts, label=_("Class")
    )
    ground = django_filters.ChoiceFilter(
        method="by_ground",
        choices=[("lost", _("valid, but the requirements are not met any more"))],
        label=_("Ground"),
        empty_label=_("All"),
    )
    holder = django_filters.CharFilter(method="by_holder", label=_("Name or number"))

    class Meta:
        model = Certificate
        fields = ["state"]

    def by_ground(self, found: QuerySet[Certificate], _name: str, _value: str) -> QuerySet[Certificate]:
        """Return the certificates that stand although their holders are not complete."""
        return cast("CertificateQuerySet", found).unfounded()

    def by_holder(self, found: QuerySet[Certificate], _name: str, value: str) -> QuerySet[Certificate]:
        """Return the certificates whose number or holder's name holds ``value``."""
        text: Any = value.strip()
        return found.filter(Q(number__icontains=text) | Q(person__name__icontains=text))
