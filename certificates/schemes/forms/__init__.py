"""Forms of the admin."""

from certificates.schemes.forms.cohort import COHORT_PANELS, ClassFilterForm, CohortForm, PersonForm, WithdrawForm
from certificates.schemes.forms.report import ReportForm
from certificates.schemes.forms.scheme import SCHEME_PANELS, SchemeForm
from certificates.schemes.forms.waiver import ExemptForm, RevokeForm, VersionForm

__all__ = [
    "COHORT_PANELS",
    "SCHEME_PANELS",
    "ClassFilterForm",
    "CohortForm",
    "ExemptForm",
    "PersonForm",
    "ReportForm",
    "RevokeForm",
    "SchemeForm",
    "VersionForm",
    "WithdrawForm",
]
