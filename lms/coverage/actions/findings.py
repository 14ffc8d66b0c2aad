"""Raising findings, and every step until they are closed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.audit.actions import record
from lms.coverage.actions.anomalies import decide
from lms.coverage.actions.attaching import Enclosure, attach
from lms.coverage.actions.telling import tell
from lms.coverage.models import Anomaly, AnomalyDecision, Finding, FindingStep, Sample
from lms.coverage.queries.findings import CLOSE, PERMISSION_OF
from lms.coverage.queries.subjects import may_name
from lms.coverage.rules.findings import (
    ACCEPTED,
    CLOSED,
    NOT_BY_WHO_REPLIED,
    RAISED,
    REOPENED,
    REPLIED,
    RETURNED,
    may_follow,
)
from lms.kit.errors import Refusal
from lms.people.models import Organisation, Person

Kind = FindingStep.Kind
_VERBS = {
    REPLIED: "coverage.finding.replied",
    RETURNED: "coverage.finding.sent_back",
    ACCEPTED: "coverage.finding.accepted",
    CLOSED: "coverage.finding.struck_off",
    REOPENED: "coverage.finding.reopened",
}


class MayNotRaise(Refusal):
    """Auditors raise findings, at institutions of their area."""

    code = "finding_may_not_raise"
    message = _("You may not raise findings at this institution. Choose one of your area.")


class DueInThePast(Refusal):
    """Nobody can answer by yesterday."""

    code = "finding_due_in_the_past"
    message = _("The day to answer by has passed. Choose today or a later day.")


class MayNotStep(Refusal):
    """Replying is the institution's, judging the auditors'."""

    code = "finding_may_not_step"
    message = _("This step is not yours: the institution replies, auditors accept, return and close.")


class OutOfTurn(Refusal):
    """Somebody was faster, or the step makes no sense now."""

    code = "finding_out_of_turn"
    message = _("This cannot be done now: the finding is %(state)s. Open it again to see what happened.")


class OwnReply(Refusal):
    """Four eyes: whoever replied does not say that it is good."""

    code = "finding_own_reply"
    message = _("You replied to this finding yourself. Let somebody else accept or close it.")


class NothingSaid(Refusal):
    """A step without a word explains nothing."""

    code = "finding_nothing_said"
    message = _("Write what this is about, in a sentence at least.")


@dataclass(frozen=True, kw_only=True)
class Charge:
    """What is found: where, on whom, how bad, and by when it is to be answered."""

    title: str
    text: str
    severity: str
    organisation: Organisation
    due_on: date
    person: Person | None = None
    sample: Sample | None = None
    anomaly: Anomaly | None = None


@transaction.atomic
def raise_finding(charge: Charge, *, by: Person, at: datetime, enclosures: Sequence[Enclosure] = ()) -> Finding:
    """Raise a finding and tell the institution's managers. An anomaly it comes from is decided on by it.

    :raises MayNotRaise: ``by`` is no auditor of the institution or may not see what the finding is about.
    :raises DueInThePast: it would have to be answered before today.
    :raises AlreadyDecided: the anomaly has an explanation, or is a finding.

    It raises besides what :func:`attach` does.
    """
    if not _may_raise(charge, by):
        raise MayNotRaise
    if charge.due_on < timezone.localdate(at):
        raise DueInThePast
    finding = Finding.objects.create(**vars(charge), raised_by=by, raised_at=at)
    if charge.anomaly is not None:
        decide(charge.anomaly, AnomalyDecision.Outcome.FINDING, charge.title, by=by, at=at)
    said = {"severity": charge.severity, "due_on": charge.due_on.isoformat()}
    record("coverage.finding.raised", actor=by, subject=finding, at=at, **said)
    _add(finding, "", RAISED, charge.text, (by, at, enclosures))
    return finding


def _may_raise(charge: Charge, by: Person) -> bool:
    about: dict[Any, Any] = {Organisation: charge.organisation, Sample: charge.sample, Anomaly: charge.anomaly}
    seen = all(model.objects.visible_to(by).filter(pk=each.pk).exists() for model, each in about.items() if each)
    return by.has_perm("coverage.raise_finding") and seen and may_name(by, charge.person, charge.sample, charge.anomaly)


@transaction.atomic
def step(
    finding: Finding, kind: str, text: str, *, by: Person, at: datetime, enclosures: Sequence[Enclosure] = ()
) -> FindingStep:
    """Take one step on a finding and tell the other side.

    :param kind: a :class:`FindingStep.Kind`, not the first.
    :raises MayNotStep: the step is not for ``by``.
    :raises OutOfTurn: it does not follow the newest one.
    :raises OwnReply: ``by`` would accept or close what they replied to themselves.
    :raises NothingSaid: there are no words; only accepting needs none.

    It raises besides what :func:`attach` does.
    """
    locked = Finding.objects.select_for_update().get(pk=finding.pk)
    if not by.has_perm(PERMISSION_OF.get(kind, CLOSE)) or not _is_theirs(locked, by):
        raise MayNotStep
    state = locked.steps.order_by("-number").values_list("kind", flat=True)[0]
    if not may_follow(kind, state):
        raise OutOfTurn(state=Kind(state).label)
    if kind in NOT_BY_WHO_REPLIED and locked.steps.filter(kind=REPLIED, made_by=by).exists():
        raise OwnReply
    if kind != Kind.ACCEPTED and not text.strip():
        raise NothingSaid
    record(_VERBS[kind], actor=by, subject=locked, at=at)
    return _add(locked, state, kind, text, (by, at, enclosures))


def _is_theirs(finding: Finding, by: Person) -> bool:
    return Finding.objects.visible_to(by).filter(pk=finding.pk).exists()


def _add(
    finding: Finding, was: str, kind: str, text: str, done: tuple[Person, datetime, Sequence[Enclosure]]
) -> FindingStep:
    by, at, enclosures = done
    number = finding.steps.count() + 1
    made = FindingStep.objects.create(
        finding=finding, number=number, was=was, kind=kind, text=text.strip(), made_by=by, made_at=at
    )
    attach(enclosures, by=by, at=at, step=made)
    tell(made, at=at)
    return made
