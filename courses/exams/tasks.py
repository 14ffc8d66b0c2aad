"""Doors for the worker."""

from io import BytesIO

from celery import shared_task
from django.core.files.base import File
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.exams import actions
from courses.exams.models import Regrade
from courses.exams.queries.regrading import turns_of
from courses.exams.regrade_report import workbook
from lms.jobs.registry import Outcome, Progress, job_kind


@shared_task(name="exams.close_due", ignore_result=True)
def close_due(**_newer: object) -> None:
    """Door to :func:`actions.close_due`."""
    actions.close_due(at=timezone.now())


@shared_task(name="exams.ring_bell", ignore_result=True)
def ring_bell(*, sitting_id: int, **_newer: object) -> None:
    """Door to :func:`actions.ring_bell`."""
    actions.ring_bell(sitting_id=sitting_id, at=timezone.now())


@job_kind("exams.regrade")
def regrade(progress: Progress, *, regrade_id: int, **_newer: object) -> Outcome:
    """Carry out a corrected key, some sittings at a time; cut off and started again it goes on where it was."""
    found = Regrade.objects.select_related("correction__version__question", "correction__by").get(pk=regrade_id)
    total, left = found.sittings.count(), found.left().count()
    progress.total(total)
    progress.advance(total - left)
    done = actions.run_regrade(found, clock=lambda: progress.now, advance=progress.advance)
    turns = turns_of(done, progress.owner)
    said = _("%(changed)s results changed: %(raised)s passed after all, %(lowered)s not passed any more.")
    figures = {"changed": turns.changed, "raised": turns.raised, "lowered": turns.lowered}
    report = BytesIO()
    workbook(report, done, at=progress.now, by=progress.owner)
    report.seek(0)
    name = f"{_('changed results')}-{done.correction.version.question.code}.xlsx"
    return Outcome(said % figures, figures, File(report), name)
