"""Forms of the admin."""

from certificates.schemes.forms.cohort import COHORT_PANELS, ClassFilterForm, CohortForm, PersonForm, WithdrawForm
from certificates.schemes.forms.report import ReportForm
from certificates.schemes.forms.scheme import SCHEME_PANELS, SchemeForm

__all__ = [
    "COHORT_PANELS",
    "SCHEME_PANELS",
    "ClassFilterForm",
    "CohortForm",
    "PersonForm",
    "ReportForm",
    "SchemeForm",
    "WithdrawForm",
]
