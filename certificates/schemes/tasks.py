"""Doors for the worker."""

from datetime import datetime
from typing import Any

from celery import shared_task
from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from certificates.schemes import actions
from certificates.schemes.models import Cohort
from certificates.schemes.parcel import pack
from certificates.schemes.queries import reporting
from lms.jobs.registry import Outcome, Progress, job_kind
from lms.kit.queue import patient_task
from lms.records.reporting import ReportPart


@job_kind("schemes.report")
def report(progress: Progress, *, cohort_id: int, as_of: str, **_newer: Any) -> Outcome:
    """Make the report on one class, a file at a time, in the language of the site; nothing is kept before the end."""
    cohort = Cohort.objects.run_by(progress.owner).select_related("scheme", "organiser").get(pk=cohort_id)
    moment, makers = datetime.fromisoformat(as_of), reporting.report_makers(cohort)
    progress.total(len(makers) + 1)
    with translation.override(settings.LANGUAGE_CODE):
        question = reporting.reported(cohort, moment)
        parts: list[ReportPart] = []
        for make in makers:
            parts += make(question)
            progress.advance()
        about = {"scheme": cohort.scheme.name, "class": cohort.name, "organiser": cohort.organiser.name}
        parcel = pack(parts, about=about, as_of=moment)
    made = actions.keep_report(cohort, parcel, as_of=moment, job=progress.job, at=progress.now)
    progress.advance()
    return Outcome(_("The report is ready: %(name)s.") % {"name": made.file_name}, {"report": made.pk})


@shared_task(name="schemes.remind_reports", acks_late=True, ignore_result=True)
def remind_reports(**_newer: object) -> None:
    """Door to :func:`actions.remind_reports`."""
    actions.remind_reports(at=timezone.now())


@patient_task(name="schemes.recompute")
def recompute(*, person_ids: list[int], **_newer: object) -> None:
    """Door to :func:`actions.recompute`."""
    actions.recompute(person_ids=person_ids, at=timezone.now())


@shared_task(name="schemes.begin", acks_late=True, ignore_result=True)
def begin(**_newer: object) -> None:
    """Door to :func:`actions.begin_classes`."""
    actions.begin_classes(at=timezone.now())


@shared_task(name="schemes.sweep", acks_late=True, ignore_result=True)
def sweep(**_newer: object) -> None:
    """Door to :func:`actions.sweep`."""
    actions.sweep(at=timezone.now())
