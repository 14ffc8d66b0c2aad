"""Doors for the worker."""

from typing import Any

from celery import shared_task
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certificates.credits import actions
from certificates.credits.actions import changes
from certificates.credits.actions.awarding import PEOPLE_AT_ONCE
from certificates.credits.models import RuleChange
from certificates.credits.queries.changes import Reach
from certificates.credits.rules import in_credits
from lms.jobs.registry import Outcome, Progress, job_kind
from lms.kit.queue import patient_task


@patient_task(name="credits.award")
def award(*, record_ids: list[int], **_newer: object) -> None:
    """Door to :func:`actions.award`."""
    actions.award(record_ids=record_ids, at=timezone.now())


@patient_task(name="credits.follow_records")
def follow_records(*, record_ids: list[int], **_newer: object) -> None:
    """Door to :func:`actions.follow_records`."""
    actions.follow_records(record_ids=record_ids, at=timezone.now())


@patient_task(name="credits.refresh_outlooks")
def refresh_outlooks(*, person_ids: list[int], **_newer: object) -> None:
    """Door to :func:`actions.refresh_outlooks`."""
    actions.refresh_outlooks(person_ids=person_ids, at=timezone.now())


@shared_task(name="credits.sweep_outlooks", ignore_result=True)
def sweep_outlooks(**_newer: object) -> None:
    """Door to :func:`actions.sweep_outlooks`."""
    actions.sweep_outlooks(at=timezone.now())


@shared_task(name="credits.watch_offers", ignore_result=True)
def watch_offers(**_newer: object) -> None:
    """Door to :func:`actions.watch_offers`."""
    actions.watch_offers(at=timezone.now())


@job_kind("credits.report")
def report(progress: Progress, *, change_id: int, **_newer: Any) -> Outcome:
    """Compute what a draft would change. Cut off and started again it begins anew: nothing else was written."""
    change = _change(change_id)
    if change.state != RuleChange.State.COMPUTING or change.report_job_id != progress.job.pk:
        return Outcome(_("This report is not needed any more."))
    people = changes.begin_report(change)
    reach = Reach.of(change.rule_set)
    progress.total(len(people))
    for some in _portions(people):
        changes.report_some(change, reach, some)
        progress.advance(len(some))
    done = changes.finish_report(change)
    said = ngettext("%(n)s person has credit there", "%(n)s people have credit there", done.people)
    sums = _("%(before)s credits before, %(after)s after.") % {
        "before": in_credits(done.before_hundredths),
        "after": in_credits(done.after_hundredths),
    }
    return Outcome(f"{said % {'n': done.people}}: {sums}", {"people": done.people})


@job_kind("credits.apply")
def apply(progress: Progress, *, change_id: int, **_newer: Any) -> Outcome:
    """Carry out an approved change, some people at a time; cut off and started again it goes on where it was."""
    change = _change(change_id)
    if change.state != RuleChange.State.APPROVED:
        return Outcome(_("This change is carried out already."))
    left = list(change.rows.filter(is_applied=False).order_by("person").values_list("person", flat=True))
    progress.total(change.rows.count())
    progress.advance(change.rows.count() - len(left))
    for some in _portions(left):
        changes.apply_some(change, some, at=progress.now)
        progress.advance(len(some))
    for some in _portions(changes.left_behind(change)):
        changes.apply_some(change, some, at=progress.now)
    changes.finish(change, at=progress.now)
    said = ngettext("The credit of %(n)s person is settled.", "The credit of %(n)s people is settled.", change.people)
    return Outcome(said % {"n": change.people})


def _change(change_id: int) -> RuleChange:
    return RuleChange.objects.select_related("rule_set").get(pk=change_id)


def _portions(people: list[int]) -> list[list[int]]:
    return [people[start : start + PEOPLE_AT_ONCE] for start in range(0, len(people), PEOPLE_AT_ONCE)]
