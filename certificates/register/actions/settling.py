"""Writing down what was decided about the doubts on a certificate."""

from collections.abc import Sequence
from datetime import datetime

from certificates.register.models import Certificate, Decision, Doubt
from lms.audit.actions import record
from lms.people.models import Person


def settle(
    certificate: Certificate,
    verdict: str,
    *,
    by: Person,
    reason: str,
    at: datetime,
    replacement: Certificate | None = None,
) -> Sequence[Doubt]:
    """Answer every open doubt about ``certificate``, which the caller holds locked; return them."""
    doubts = list(Doubt.objects.filter(certificate=certificate, decision=None).order_by("pk"))
    said = reason.strip()[:200]
    more = {"verdict": verdict, "reason": said, "replacement": replacement, "decided_at": at, "decided_by": by}
    Decision.objects.bulk_create([Decision(doubt=doubt, **more) for doubt in doubts])
    for doubt in doubts:
        record("register.doubt.decided", actor=by, subject=doubt, at=at, verdict=str(verdict), reason=said)
    return doubts
