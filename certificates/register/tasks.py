"""Doors for the worker."""

from typing import Any

from celery import shared_task
from django.core.files.base import File
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certificates.register import actions
from certificates.register.actions import issuing
from certificates.register.badges import publishing
from certificates.register.bundles import ZIP, bundle, standing_of
from certificates.register.models import Batch
from lms.jobs.registry import Outcome, Progress, job_kind


@job_kind("register.issue")
def issue(progress: Progress, *, batch_id: int, **_newer: Any) -> Outcome:
    """Issue one approved batch, some certificates at a time; cut off and started again it goes on where it was."""
    issuing_people = ("made_by", "approved_by")
    related = Batch.objects.select_related("cohort__scheme", "cohort__organiser", "layout_version", *issuing_people)
    batch = related.get(pk=batch_id)
    waiting = list(actions.pending(batch).values_list("pk", flat=True))
    made = batch.certificates.count()
    progress.total(made + len(waiting))
    progress.advance(made)
    for start in range(0, len(waiting), issuing.AT_ONCE):
        some = waiting[start : start + issuing.AT_ONCE]
        actions.issue_some(batch, some, at=progress.now)
        progress.advance(len(some))
    made = batch.certificates.count()
    left = actions.pending(batch).count()
    actions.tell_issued(batch, issued=made, left=left, at=progress.now)
    said = ngettext("%(n)s certificate issued.", "%(n)s certificates issued.", made) % {"n": made}
    if left:
        said += " " + _("%(n)s people did not receive one; the next page says why.") % {"n": left}
    return Outcome(said, {"issued": made})


@job_kind("register.collect", needs="register.view_batch")
def collect(progress: Progress, *, batch_id: int, form: str, **_newer: Any) -> Outcome:
    """Put the certificates of a batch into one file; begun again it makes the file anew."""
    batch = Batch.objects.visible_to(progress.owner).select_related("cohort").get(pk=batch_id)
    number = standing_of(batch).count()
    progress.total(number)
    file = bundle(batch, form, progress.advance)
    name = f"{batch.cohort.name}-{batch.get_kind_display()}-{timezone.localdate(batch.made_at):%Y%m%d}"
    said = ngettext("%(n)s certificate in one file.", "%(n)s certificates in one file.", number) % {"n": number}
    return Outcome(said, {}, File(file), f"{name}.{'zip' if form == ZIP else 'pdf'}")


@shared_task(name="register.raise_doubts", acks_late=True, ignore_result=True)
def raise_doubts(*, record_ids: list[int], **_newer: object) -> None:
    """Door to :func:`actions.raise_doubts`."""
    actions.raise_doubts(record_ids=record_ids, at=timezone.now())


@shared_task(name="register.question_unfounded", acks_late=True, ignore_result=True)
def question_unfounded(*, traineeship_ids: list[int] | None = None, **_newer: object) -> None:
    """Door to :func:`actions.question_unfounded`; by beat, without ids, to :func:`actions.sweep_doubts`."""
    if traineeship_ids is None:
        actions.sweep_doubts(at=timezone.now())
    else:
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
