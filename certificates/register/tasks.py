"""Doors for the worker."""

from typing import Any

from celery import shared_task
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certificates.register import actions
from certificates.register.badges import publishing
from certificates.register.models import Batch
from certificates.register.queries import plan_issue
from lms.jobs.registry import Outcome, Progress, job_kind


@job_kind("register.issue")
def issue(progress: Progress, *, batch_id: int, **_newer: Any) -> Outcome:
    """Issue one batch, a few certificates at a time; cut off and started again it goes on where it was."""
    batch = Batch.objects.select_related("cohort__scheme", "cohort__organiser", "made_by").get(pk=batch_id)
    due = [trainee.pk for trainee in plan_issue(batch.cohort, at=progress.now).due]
    made = batch.certificates.count()
    progress.total(made + len(due))
    progress.advance(made)
    for start in range(0, len(due), actions.AT_ONCE):
        some = due[start : start + actions.AT_ONCE]
        actions.issue_some(batch, some, at=progress.now)
        progress.advance(len(some))
    made = batch.certificates.count()
    said = ngettext("%(n)s certificate issued.", "%(n)s certificates issued.", made) % {"n": made}
    if left := plan_issue(batch.cohort, at=progress.now).left_out:
        said += " " + _("%(n)s people did not receive one; the next page says why.") % {"n": left}
    return Outcome(said, {"issued": made})


@shared_task(name="register.raise_doubts", acks_late=True, ignore_result=True)
def raise_doubts(*, record_ids: list[int], **_newer: object) -> None:
    """Door to :func:`actions.raise_doubts`."""
    actions.raise_doubts(record_ids=record_ids, at=timezone.now())


@shared_task(name="register.question_unfounded", acks_late=True, ignore_result=True)
def question_unfounded(*, traineeship_ids: list[int] | None = None, **_newer: object) -> None:
    """Door to :func:`actions.question_unfounded`; by beat, without ids, for everybody."""
    actions.question_unfounded(traineeship_ids=traineeship_ids, at=timezone.now())


# The name under which calls of an older version may still wait in the outbox.
@shared_task(name="register.tell_issuers", acks_late=True, ignore_result=True)
def tell_issuers(*, traineeship_ids: list[int], **_newer: object) -> None:
    """Door to :func:`actions.question_unfounded`."""
    actions.question_unfounded(traineeship_ids=traineeship_ids, at=timezone.now())


@shared_task(name="register.clear_strays", acks_late=True, ignore_result=True)
def clear_strays(**_newer: object) -> None:
    """Door to :func:`actions.clear_strays`."""
    actions.clear_strays(at=timezone.now())


@shared_task(name="register.publish_list", acks_late=True, ignore_result=True)
def publish_list(*, status_list_id: int, **_newer: object) -> None:
    """Door to :func:`publishing.publish_list`."""
    publishing.publish_list(status_list_id=status_list_id, at=timezone.now())


@shared_task(name="register.publish_lists", acks_late=True, ignore_result=True)
def publish_lists(**_newer: object) -> None:
    """Door to :func:`publishing.publish_lists`."""
    publishing.publish_lists(at=timezone.now())
