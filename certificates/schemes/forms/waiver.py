"""Forms of the admin: exempting somebody, and choosing the version a class is moved to."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from certificates.schemes.models import Cohort, Requirement, SchemeVersion, Traineeship


class ExemptForm(forms.Form):
    """From what somebody is exempted, and why."""

    requirement: forms.ModelChoiceField[Any] = forms.ModelChoiceField(None, label=_("Requirement"))
    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("The person will read it."))

    def __init__(self, *args: Any, traineeship: Traineeship, **kwargs: Any) -> None:
        """Offer what the class asks for and the person is not exempted from yet."""
        super().__init__(*args, **kwargs)
        asked = Requirement.objects.filter(version=traineeship.cohort.version_id).order_by("position")
        waived = traineeship.exemptions.in_force().values("requirement")
        self.fields["requirement"].queryset = asked.exclude(pk__in=waived)  # type: ignore[attr-defined]


class RevokeForm(forms.Form):
    """Why an exemption ends."""

    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("The person will read it."))


class VersionForm(forms.Form):
    """To which other version a class might be moved."""

    version: forms.ModelChoiceField[Any] = forms.ModelChoiceField(None, label=_("Version"))

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        """Offer the other versions of the scheme, the newest first."""
        super().__init__(*args, **kwargs)
        others = SchemeVersion.objects.filter(scheme=cohort.scheme_id).exclude(pk=cohort.version_id)
        self.fields["version"].queryset = others.select_related("scheme").order_by("-number")  # type: ignore[attr-defined]
