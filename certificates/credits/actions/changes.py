"""Changing the rules under people's credit: a report, a second person's approval, and only then the lines."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certificates.credits.actions.awarding import settle
from certificates.credits.actions.sets import activate, check_may_stand
from certificates.credits.models import CreditLine, RuleChange, RuleChangeRow, RuleSet
from certificates.credits.queries import Years
from certificates.credits.queries.changes import Reach, differences, world_of
from lms.audit.actions import record as audit
from lms.jobs import actions as jobs
from lms.kit.errors import Refusal
from lms.people.models import Person

_State = RuleChange.State


class ReportNotReady(Refusal):
    """There is nothing to approve yet, or not any more."""

    code = "rule_change_not_ready"
    message = gettext_lazy("This report does not wait for approval. Look at the page again to see where it stands.")


class NeedsSecondPerson(Refusal):
    """Nobody approves what they asked for."""

    code = "rule_change_takes_two"
    message = gettext_lazy("You asked for this change. Somebody else must look at the report and approve it.")


class WorldChanged(Refusal):
    """The report does not say any more what would happen."""

    code = "rule_change_stale"
    message = gettext_lazy(
        "Records, credits or rules have changed since this report was made. Make the report again and look at it."
    )


class StillComputing(Refusal):
    """One report at a time."""

    code = "rule_change_computing"
    message = gettext_lazy("This is being worked on already. Look again in a moment.")


@transaction.atomic
def ask_for_report(rule_set: RuleSet, *, by: Person, at: datetime, return_url: str = "") -> RuleChange:
    """Have a worker compute what putting the draft in force would change; an open report on it is returned.

    :raises NotADraft: it is in force or was.
    :raises NoRules: it pays for nothing.
    :raises PeriodsOverlap: another set of the authority is in force in its period.
    """
    locked = check_may_stand(rule_set)
    if change := RuleChange.objects.filter(rule_set=locked, state__in=RuleChange.OPEN).first():
        return change
    change = RuleChange.objects.create(rule_set=locked, asked_by=by, asked_at=at)
    audit("credits.rule_change.asked", actor=by, subject=change, at=at, version=locked.version)
    return _start_report(change, by=by, at=at, return_url=return_url)


@transaction.atomic
def make_again(change: RuleChange, *, by: Person, at: datetime, return_url: str = "") -> RuleChange:
    """Have the report computed anew from what is known now. Who asked for the change stays who asked.

    :raises ReportNotReady: it was approved or dropped.
    :raises StillComputing: a worker is at it.
    """
    locked = RuleChange.objects.select_for_update().get(pk=change.pk)
    if locked.state not in {_State.COMPUTING, _State.READY}:
        raise ReportNotReady
    if locked.state == _State.COMPUTING and locked.report_job and locked.report_job.ended_at is None:
        raise StillComputing
    check_may_stand(locked.rule_set)
    return _start_report(locked, by=by, at=at, return_url=return_url)


def _start_report(change: RuleChange, *, by: Person, at: datetime, return_url: str) -> RuleChange:
    title = _("What would change: %(rules)s") % {"rules": change.rule_set}
    change.state = _State.COMPUTING
    change.report_job = jobs.start(
        "credits.report", title=title, owner=by, at=at, return_url=return_url, change_id=change.pk
    )
    change.save(update_fields=["state", "report_job"])
    return change


@transaction.atomic
def begin_report(change: RuleChange) -> list[int]:
    """Clear what an earlier run left, note the state of the world, and return the people to look at.

    The world is noted first: what changes while the report is made is found at the approval.
    """
    change.rows.all().delete()
    change.world = world_of(change.rule_set)
    change.save(update_fields=["world"])
    return Reach.of(change.rule_set).people()


@transaction.atomic
def report_some(change: RuleChange, reach: Reach, people: list[int]) -> None:
    """Write the report's rows of ``people``."""
    RuleChangeRow.objects.bulk_create(
        RuleChangeRow(
            change=change, person_id=each.person_id, before_hundredths=each.before, after_hundredths=each.after
        )
        for each in differences(reach, people)
    )


@transaction.atomic
def finish_report(change: RuleChange) -> RuleChange:
    """Add up the rows; the report now waits for approval."""
    sums = change.rows.aggregate(before=Sum("before_hundredths"), after=Sum("after_hundredths"))
    change.people = change.rows.count()
    change.before_hundredths, change.after_hundredths = sums["before"] or 0, sums["after"] or 0
    change.state = _State.READY
    change.save(update_fields=["people", "before_hundredths", "after_hundredths", "state"])
    return change


@transaction.atomic
def approve(change: RuleChange, *, by: Person, at: datetime, return_url: str = "") -> RuleChange:
    """Put the draft in force and have a worker rewrite the lines, as the report said.

    :raises ReportNotReady: it does not wait for approval.
    :raises NeedsSecondPerson: ``by`` asked for it.
    :raises WorldChanged: the report does not say any more what would happen.
    """
    locked = RuleChange.objects.select_for_update(of=("self",)).select_related("rule_set").get(pk=change.pk)
    if locked.state != _State.READY:
        raise ReportNotReady
    if locked.asked_by_id == by.pk:
        raise NeedsSecondPerson
    rule_set = check_may_stand(locked.rule_set)
    if world_of(rule_set) != locked.world:
        raise WorldChanged
    locked.state, locked.approved_at, locked.approved_by = _State.APPROVED, at, by
    locked.save(update_fields=["state", "approved_at", "approved_by"])
    activate(rule_set, by=by, at=at)
    audit("credits.rule_change.approved", actor=by, subject=locked, at=at, people=locked.people)
    return _start_applying(locked, by=by, at=at, return_url=return_url)


@transaction.atomic
def resume(change: RuleChange, *, by: Person, at: datetime, return_url: str = "") -> RuleChange:
    """Go on with an approved change whose job was stopped or failed.

    :raises ReportNotReady: it is not approved, or carried out already.
    :raises StillComputing: a worker is at it.
    """
    locked = RuleChange.objects.select_for_update().get(pk=change.pk)
    if locked.state != _State.APPROVED:
        raise ReportNotReady
    if locked.apply_job and locked.apply_job.ended_at is None:
        raise StillComputing
    return _start_applying(locked, by=by, at=at, return_url=return_url)


def _start_applying(change: RuleChange, *, by: Person, at: datetime, return_url: str) -> RuleChange:
    title = _("New credit: %(rules)s") % {"rules": change.rule_set}
    change.apply_job = jobs.start(
        "credits.apply", title=title, owner=by, at=at, return_url=return_url, change_id=change.pk
    )
    change.save(update_fields=["apply_job"])
    return change


@transaction.atomic
def drop(change: RuleChange, *, by: Person, at: datetime) -> RuleChange:
    """Let a change be; the draft stays.

    :raises ReportNotReady: it was approved, or dropped before.
    """
    locked = RuleChange.objects.select_for_update().get(pk=change.pk)
    if locked.state not in {_State.COMPUTING, _State.READY}:
        raise ReportNotReady
    locked.state = _State.DROPPED
    locked.save(update_fields=["state"])
    audit("credits.rule_change.cancelled", actor=by, subject=locked, at=at)
    return locked


@transaction.atomic
def apply_some(change: RuleChange, people: list[int], *, at: datetime) -> None:
    """Bring the lines of ``people`` under the rules in force, and mark their rows. Safe to repeat."""
    rule_set = change.rule_set
    replaced = RuleSet.objects.filter(Q(pk=rule_set.pk) | Q(code=rule_set.code) | Q(pk=rule_set.replaces_id))
    # Without an end: a set that this one cut short may have paid for years after it.
    years = Years(Years.touched_by(list(replaced)).first)
    settle(people, years, at=at, authority=rule_set.authority, change=change)
    change.rows.filter(person__in=people).update(is_applied=True)


def left_behind(change: RuleChange) -> list[int]:
    """Return people whose lines rest on rules that are not in force on their day.

    A worker that had read the old rules just before the approval may have written some.
    """
    standing = CreditLine.objects.standing().filter(authority=change.rule_set.authority)
    rule_set = "rule__rule_set__"
    off = ~Q(**{f"{rule_set}state": RuleSet.State.IN_FORCE}) | Q(**{f"{rule_set}valid_to__lte": F("earned_on")})
    return sorted(set(standing.filter(off).values_list("person", flat=True)))


@transaction.atomic
def finish(change: RuleChange, *, at: datetime) -> RuleChange:
    """Say that an approved change is carried out."""
    locked = RuleChange.objects.select_for_update().get(pk=change.pk)
    if locked.state == _State.APPROVED:
        locked.state, locked.done_at = _State.DONE, at
        locked.save(update_fields=["state", "done_at"])
        audit("credits.rule_change.applied", actor=locked.approved_by, subject=locked, at=at, people=locked.people)
    return locked
