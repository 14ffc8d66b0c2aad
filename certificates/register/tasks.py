"""Doors for the worker."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certificates.register import actions
from certificates.register.models import Batch
from certificates.register.queries import plan_issue
from lms.jobs.registry import Outcome, Progress, job_kind


@job_kind("register.issue")
def issue(progress: Progress, *, batch_id: int, **_newer: Any) -> Outcome:
    """Issue one batch, a few certificates at a time; cut off and started again it goes on where it was."""
    batch = Batch.objects.select_related("cohort__scheme", "cohort__organiser", "made_by").get(pk=batch_id)
    due = [trainee.pk for trainee in plan_issue(batch.cohort, at=progress.now).due]
    progress.total(len(due))
    for start in range(0, len(due), actions.AT_ONCE):
        some = due[start : start + actions.AT_ONCE]
        actions.issue_some(batch, some, at=progress.now)
        progress.advance(len(some))
    made = batch.certificates.count()
    left = len(plan_issue(batch.cohort, at=progress.now).not_due) - made
    said = ngettext("%(n)s certificate issued.", "%(n)s certificates issued.", made) % {"n": made}
    if left > 0:
        said += " " + _("%(n)s people did not receive one; the class page says why.") % {"n": left}
    return Outcome(said, {"issued": made})
