"""Doors for the worker."""

from datetime import timedelta
from io import BytesIO

from celery import shared_task
from django.core.files.base import File
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.exams import actions
from courses.exams.actions.fairness import JOB as COMPARE
from courses.exams.exchange import jobs
from courses.exams.models import Exam, Regrade
from courses.exams.queries.regrading import turns_of
from courses.exams.regrade_report import workbook
from lms.jobs.registry import Outcome, Progress, job_kind
from lms.kit.queue import patient_task

# The jobs of imports and exports register themselves.
__all__ = ["close_due", "compare", "jobs", "keep_mistakes", "regrade", "ring_bell", "sweep_mistakes"]


@shared_task(name="exams.close_due", ignore_result=True)
def close_due(**_newer: object) -> None:
    """Door to :func:`actions.close_due`."""
    actions.close_due(at=timezone.now())


@shared_task(name="exams.judge_late", ignore_result=True)
def judge_late(*, sitting_id: int, **_newer: object) -> None:
    """Door to :func:`actions.judge_late`."""
    actions.judge_late(sitting_id=sitting_id, at=timezone.now())


@shared_task(name="exams.ring_bell", ignore_result=True)
def ring_bell(*, sitting_id: int, **_newer: object) -> None:
    """Door to :func:`actions.ring_bell`."""
    actions.ring_bell(sitting_id=sitting_id, at=timezone.now())


@job_kind("exams.regrade", needs="exams.correct_key")
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
    name = "-".join([_("changed results"), f"{done.correction.version.question.code}.xlsx"])
    return Outcome(said % figures, figures, File(report), name)


@patient_task(name="exams.keep_mistakes")
def keep_mistakes(*, record_ids: list[int], **_newer: object) -> None:
    """Door to :func:`actions.keep_mistakes_of`."""
    actions.keep_mistakes_of(record_ids=record_ids, at=timezone.now())


@shared_task(name="exams.sweep_mistakes", acks_late=True, ignore_result=True)
def sweep_mistakes(**_newer: object) -> None:
    """Door to :func:`actions.sweep_mistakes`: two days, so that a night without a worker loses nothing."""
    now = timezone.now()
    actions.sweep_mistakes(since=now - timedelta(days=2), at=now)


@job_kind(COMPARE)
def compare(progress: Progress, *, exam_id: int, **_newer: object) -> Outcome:
    """Look for papers too alike in an exam the owner looks after. Safe to run again: it finds the same pairs."""
    exam = Exam.objects.visible_to(progress.owner).get(pk=exam_id)
    pairs = actions.find_twins(exam=exam, at=progress.now, total=progress.total, step=progress.advance)
    said = ngettext("%(n)s pair of papers to look at.", "%(n)s pairs of papers to look at.", pairs)
    return Outcome(said % {"n": pairs})


@shared_task(name="exams.publish", ignore_result=True, acks_late=True)
def publish(*, exam_id: int, **_newer: object) -> None:
    """Door to :func:`actions.publish_released`."""
    exam = Exam.objects.filter(pk=exam_id).first()
    if exam is not None:
        actions.publish_released(exam, at=timezone.now())


@shared_task(name="exams.publish_due", ignore_result=True)
def publish_due(**_newer: object) -> None:
    """Door to :func:`actions.publish_due`."""
    actions.publish_due(at=timezone.now())
