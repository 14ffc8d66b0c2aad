"""Changing the state of a traineeship: by the table, written down for good, and told to the person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from certificates.schemes.models import Cohort, Traineeship, TraineeshipChange, TraineeshipState
from certificates.schemes.rules.lifecycle import BEFORE, NEW, Fault, Hand, fault_of, may_become
from certificates.schemes.signals import traineeships_moved
from lms.audit.actions import record
from lms.kit.errors import Refusal
from lms.kit.queue import announce
from lms.notices.actions import notify
from lms.people.models import Person

State = TraineeshipState


class MoveRefused(Refusal):
    """The table has no such change."""

    code = "move_refused"
    message = gettext_lazy(
        "%(name)s: “%(now)s” cannot become “%(then)s” here. Reload the page to see where things stand; "
        "what can be done now: %(possible)s."
    )


class ReasonMissing(Refusal):
    """Whoever loses something is told why."""

    code = "withdraw_reason_missing"
    message = gettext_lazy("Give a reason; the person will read it.")


class BegunBefore(Refusal):
    """Who was in the class already does not ask for it again."""

    code = "begun_before"
    message = gettext_lazy("%(name)s has been in this class before. Only %(organiser)s can take them back into it.")


@dataclass(frozen=True)
class Act:
    """Who changes something, in which part, when and why."""

    hand: Hand
    by: Person | None
    at: datetime
    reason: str = ""

    @classmethod
    def of_class(cls, by: Person | None, at: datetime, reason: str = "") -> Self:
        """Return an act of whoever runs the class; where a program does, of the system."""
        return cls(Hand.CLASS if by else Hand.SYSTEM, by, at, reason)

    @classmethod
    def of_system(cls, at: datetime) -> Self:
        """Return an act that follows from what is on file."""
        return cls(Hand.SYSTEM, None, at)


def lock_class(cohort: Cohort) -> Cohort:
    """Return the class, locked until the transaction ends. Whoever gives or frees a place holds this lock first."""
    locked: Cohort = Cohort.objects.select_for_update().get(pk=cohort.pk)
    return locked


def lock_trainee(traineeship: Traineeship) -> Traineeship:
    """Return the traineeship, locked together with its class, with person and class read ahead."""
    lock_class(traineeship.cohort)
    related = Traineeship.objects.select_related("person", "cohort")
    return related.select_for_update(of=("self",)).get(pk=traineeship.pk)


def move(trainee: Traineeship, to: str, act: Act) -> Traineeship:
    """Change the state of ``trainee``, whom the caller has locked; a row without a key is new.

    :raises MoveRefused: the table does not allow it, or not to this hand.
    :raises ReasonMissing: it hurts, and ``act`` says no reason.
    :raises BegunBefore: somebody asks for a class they were in.
    """
    before, said = (trainee.state if trainee.pk else NEW), act.reason.strip()
    _refuse(trainee, before, to, act)
    verb = verb_of(before, to, begun=trainee.enrolled_at is not None, hand=act.hand)
    _set(trainee, to, act)
    trainee.save()
    change = TraineeshipChange.objects.create(
        traineeship=trainee,
        from_state=before,
        to_state=to,
        changed_at=act.at,
        changed_by=act.by,
        acted_as=act.hand,
        reason=said,
    )
    reasons = {"reason": said} if said else {}
    record(f"schemes.traineeship.{verb}", actor=act.by, subject=trainee, at=act.at, **reasons)
    _tell(trainee, verb, change)
    announce(traineeships_moved, person_ids=[trainee.person_id])
    return trainee


def note_settled(trainees: Sequence[Traineeship], *, at: datetime) -> None:
    """Write down, for trainees whose state was just computed, that they have completed or are in training again."""
    TraineeshipChange.objects.bulk_create(
        TraineeshipChange(
            traineeship=trainee,
            from_state=State.RUNNING if trainee.completed_at else State.COMPLETED,
            to_state=trainee.state,
            changed_at=at,
            acted_as=Hand.SYSTEM,
        )
        for trainee in trainees
    )


def note_enrolled(trainees: Sequence[Traineeship], act: Act) -> None:
    """Write down, for trainees just made, that their training began."""
    TraineeshipChange.objects.bulk_create(
        TraineeshipChange(
            traineeship=trainee, to_state=State.RUNNING, changed_at=act.at, changed_by=act.by, acted_as=act.hand
        )
        for trainee in trainees
    )
    announce(traineeships_moved, person_ids=[trainee.person_id for trainee in trainees])


def verb_of(before: str, to: str, *, begun: bool, hand: str) -> str:
    """Return what the audit log calls a change."""
    if before == State.REFUSED and hand == Hand.CLASS and to in BEFORE:
        return "reconsidered"
    if before == State.WITHDRAWN and to == State.RUNNING and begun:
        return "returned"
    return _VERBS.get((before, to)) or _VERBS_TO[to]


def _refuse(trainee: Traineeship, before: str, to: str, act: Act) -> None:
    if before == State.WITHDRAWN and to in BEFORE and trainee.enrolled_at:
        raise BegunBefore(name=trainee.person.name, organiser=trainee.cohort.organiser.name)
    fault = fault_of(before, to, hand=act.hand, reason=act.reason)
    if fault == Fault.REASON_MISSING:
        raise ReasonMissing
    if fault:
        labels = dict(State.choices)
        possible = "、".join(str(labels[each]) for each in may_become(before, hand=act.hand))
        raise MoveRefused(
            name=trainee.person.name,
            now=labels.get(before, _("not in the class")),
            then=labels[to],
            possible=possible or _("nothing"),
        )


def _set(trainee: Traineeship, to: str, act: Act) -> None:
    """Put the columns that follow from the new state."""
    returns = trainee.state == State.WITHDRAWN
    trainee.state = State(to)
    if to == State.WITHDRAWN:
        trainee.withdrawn_at, trainee.withdrawn_by, trainee.withdraw_reason = act.at, act.by, act.reason.strip()
        return
    trainee.withdrawn_at = trainee.withdrawn_by = None
    trainee.withdraw_reason = ""
    trainee.completed_at = None
    if to == State.RUNNING and (returns or trainee.enrolled_at is None):
        trainee.enrolled_at, trainee.enrolled_by = act.at, act.by


_VERBS: dict[tuple[str, str], str] = {
    (State.APPROVED, State.RUNNING): "begun",
    (State.SUSPENDED, State.RUNNING): "resumed",
    (State.FAILED, State.RUNNING): "resumed",
}
_VERBS_TO: dict[str, str] = {
    State.APPLIED: "asked",
    State.NOMINATED: "nominated",
    State.WAITING: "queued",
    State.APPROVED: "approved",
    State.RUNNING: "enrolled",
    State.SUSPENDED: "suspended",
    State.FAILED: "failed",
    State.REFUSED: "refused",
    State.WITHDRAWN: "withdrawn",
}
# What the person is told, by verb: a title, and where it is not plain what happens next, that.
_TOLD: dict[str, tuple[str | Promise, str | Promise]] = {
    "nominated": (
        gettext_lazy("Your institution has nominated you for the class %(cohort)s"),
        gettext_lazy("You need do nothing. You will be told what the organiser decides."),
    ),
    "reconsidered": (
        gettext_lazy("Your application for the class %(cohort)s is looked at again"),
        gettext_lazy("You will be told what the organiser decides."),
    ),
    "queued": (
        gettext_lazy("You are on the waiting list of the class %(cohort)s"),
        gettext_lazy("All places of your county are taken. When one falls free you move up, and are told."),
    ),
    "approved": (
        gettext_lazy("You have a place in the class %(cohort)s"),
        gettext_lazy("It begins on %(first)s."),
    ),
    "begun": (gettext_lazy("The class %(cohort)s has begun"), gettext_lazy("See what there is to do.")),
    "refused": (gettext_lazy("You did not get a place in the class %(cohort)s"), ""),
    "suspended": (
        gettext_lazy("Your training in the class %(cohort)s is suspended"),
        gettext_lazy("What you do still counts, but you get no certificate until it is resumed."),
    ),
    "resumed": (gettext_lazy("Your training in the class %(cohort)s goes on"), ""),
    "failed": (gettext_lazy("You have not passed the class %(cohort)s"), ""),
    "withdrawn": (gettext_lazy("You are no longer in the class %(cohort)s"), ""),
    "returned": (pgettext_lazy("notice", "You are in the class %(cohort)s again"), ""),
}


def _tell(trainee: Traineeship, verb: str, change: TraineeshipChange) -> None:
    """Tell the person what somebody else, or the system, decided."""
    if verb not in _TOLD or change.acted_as == Hand.PERSON:
        return
    cohort, (title, body) = trainee.cohort, _TOLD[verb]
    values = {"cohort": cohort.name, "first": f"{cohort.starts_on:%Y-%m-%d}"}
    reason = _("Reason: %(reason)s") % {"reason": change.reason} if change.reason else ""
    begun = trainee.enrolled_at is not None
    notify(
        trainee.person,
        at=change.changed_at,
        kind=f"schemes.traineeship.{verb}",
        key=str(change.pk),
        title=str(title) % values,
        body=" ".join(part for part in (str(body) % values, reason) if part),
        url=reverse("schemes:progress", args=[trainee.pk]) if begun else reverse("schemes:classes"),
    )
