"""Telling both sides of a finding what happened: the institution's managers, and the auditors."""

from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.coverage.models import FindingStep
from lms.coverage.queries.findings import auditors_of, managers_of
from lms.coverage.rules.findings import REPLIED
from lms.notices.actions import notify


def tell(made: FindingStep, *, at: datetime) -> None:
    """Tell the institution of what auditors did, and the auditors of its reply; never whoever did it."""
    finding = made.finding
    told = auditors_of(finding) if made.kind == REPLIED else managers_of(finding.organisation, timezone.localdate(at))
    title = _("Finding: %(title)s") % {"title": finding.title}
    body = _("%(institution)s: %(state)s. To be answered by %(day)s.") % {
        "institution": finding.organisation,
        "state": made.get_kind_display(),
        "day": finding.due_on.isoformat(),
    }
    words = {"title": title[:150], "body": body, "url": reverse("coverage:findings:page", args=[finding.pk])}
    for person in told:
        if person.pk != made.made_by_id:
            notify(person, at=at, kind=f"coverage.finding.{made.kind}", key=f"{finding.pk}:{made.number}", **words)
