"""The work of checking and importing rosters, as jobs."""

from django.utils.translation import gettext as _

from lms.exchange import actions
from lms.jobs.registry import Outcome, Progress, job_kind


@job_kind("exchange.check")
def check(progress: Progress, *, upload_id: int) -> Outcome:
    """Look an upload through. Safe to run again."""
    progress.total(1)
    upload = actions.check_upload(upload_id, at=progress.now)
    progress.advance()
    found = {"rows": upload.counts.get("rows", 0), "faults": upload.counts.get("faults", 0)}
    return Outcome(_("%(rows)s rows checked, %(faults)s errors found.") % found)


@job_kind("exchange.apply")
def apply(progress: Progress, *, upload_id: int) -> Outcome:
    """Write an approved upload. Safe to run again: it is written once."""
    progress.total(1)
    upload = actions.apply_upload(upload_id, at=progress.now)
    progress.advance()
    return Outcome(_("Imported: %(new)s new, %(changed)s changed, %(unchanged)s unchanged.") % upload.counts)
