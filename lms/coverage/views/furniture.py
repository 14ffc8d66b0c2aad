"""What the pages of audit work share: who may open them, and the ways back."""

import re
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.auth import permission_required

from lms.coverage.views.page import Crumb

may_draw, may_check = permission_required("coverage.draw_sample"), permission_required("coverage.check_sample")
may_view_samples = permission_required("coverage.view_sample")
may_view_findings = permission_required("coverage.view_finding")
may_raise = permission_required("coverage.raise_finding")
may_view_anomalies = permission_required("coverage.view_anomaly")
may_decide = permission_required("coverage.decide_anomaly")

# An id or a number in an address or a form, with no more digits than the database can look up.
ID = "[0-9]{1,18}"

# What an institution is given to answer, where the auditor says no other day.
TIME_TO_ANSWER = timedelta(days=14)


def is_id(text: str) -> bool:
    """Whether ``text`` can be an id."""
    return re.fullmatch(ID, text) is not None


def samples_crumb() -> Crumb:
    """Return the way back to the list of samples."""
    return {"url": reverse("coverage:samples:index"), "label": _("Samples")}


def findings_crumb() -> Crumb:
    """Return the way back to the list of findings."""
    return {"url": reverse("coverage:findings:index"), "label": _("Findings")}


def anomalies_crumb() -> Crumb:
    """Return the way back to the list of anomalies."""
    return {"url": reverse("coverage:anomalies:index"), "label": _("Anomalies")}
