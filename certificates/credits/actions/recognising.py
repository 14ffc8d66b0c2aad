"""Deciding on certificates from elsewhere: one person checks, a second approves, and a record is written."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from django.db import transaction
from django.urls import reverse as address_of
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from certificates.credits.actions.handing_in import AlreadyDecided, held
from certificates.credits.models import Recognition
from lms.audit.actions import record as audit
from lms.audit.models import Entry
from lms.kit.errors import Refusal
from lms.notices.actions import notify
from lms.people.models import Person
from lms.records import actions as records
from lms.records.models import LearningRecord

State = Recognition.State
# What the activities and the records of recognised certificates are called: ``"credits:recognition:17"``.
SOURCE = "credits:recognition:"


class NotByYou(Refusal):
    """Whoever has a part in a certificate has no second one."""

    code = "recognition_not_by_you"
    message = _("You handed this certificate in, or it is yours. Somebody else has to decide on it.")


class SecondPersonNeeded(Refusal):
    """Two people see every certificate before it counts."""

    code = "recognition_second_person_needed"
    message = _("You checked this certificate. A second person has to approve it.")


class NoMinutes(Refusal):
    """A certificate that counts for no time counts for nothing."""

    code = "recognition_no_minutes"
    message = _("Say how many minutes count, one or more. If none count, refuse the certificate and say why.")


class ReasonMissing(Refusal):
    """Nobody is refused without being told why."""

    code = "recognition_reason_missing"
    message = _("Please say why, in a sentence that helps the doctor.")


class NotChecked(Refusal):
    """Approval follows the check."""

    code = "recognition_not_checked"
    message = _("This certificate has not been checked yet. Somebody has to check it before a second person approves.")


@transaction.atomic
def check(recognition: Recognition, *, minutes: int, by: Person, at: datetime) -> Recognition:
    """Say that a certificate is genuine and that ``minutes`` of it count. A second person approves.

    :raises AlreadyDecided: it is not waiting for a check.
    :raises NotByYou: ``by`` handed it in, or it is theirs.
    :raises NoMinutes: no minute would count.
    """
    recognition = held(recognition)
    if recognition.state != State.HANDED_IN:
        raise AlreadyDecided(state=recognition.get_state_display())
    _refuse_the_applicant(recognition, by)
    if minutes < 1:
        raise NoMinutes
    recognition.state, recognition.minutes = State.CHECKED, minutes
    recognition.checked_by, recognition.checked_at = by, at
    recognition.save(update_fields=["state", "minutes", "checked_by", "checked_at"])
    audit("credits.recognition.checked", actor=by, subject=recognition, at=at, minutes=minutes)
    return recognition


@transaction.atomic
def recognize(recognition: Recognition, *, by: Person, at: datetime) -> Recognition:
    """Recognise a checked certificate: a learning record is written, and credits follow from it.

    :raises NotChecked: nobody has checked it.
    :raises AlreadyDecided: it is not waiting any more.
    :raises NotByYou: ``by`` handed it in, or it is theirs.
    :raises SecondPersonNeeded: ``by`` checked it.
    """
    recognition = held(recognition)
    if recognition.state == State.HANDED_IN:
        raise NotChecked
    if recognition.state != State.CHECKED:
        raise AlreadyDecided(state=recognition.get_state_display())
    _refuse_the_applicant(recognition, by)
    if recognition.checked_by_id == by.pk:
        raise SecondPersonNeeded
    recognition.record = _write(recognition, by=by, at=at)
    recognition.state, recognition.approved_by, recognition.approved_at = State.APPROVED, by, at
    recognition.save(update_fields=["state", "record", "approved_by", "approved_at"])
    audit("credits.recognition.approved", actor=by, subject=recognition, at=at, record=recognition.record.pk)
    _tell(recognition, _now("Your certificate from elsewhere is recognised"), at)
    return recognition


@transaction.atomic
def refuse(recognition: Recognition, *, by: Person, reason: str, at: datetime) -> Recognition:
    """Say no to a certificate that waits, and why; its owner reads it and may hand in another.

    :raises AlreadyDecided: it is not waiting any more.
    :raises NotByYou: ``by`` handed it in, or it is theirs.
    :raises ReasonMissing: there is no reason.
    """
    recognition = held(recognition)
    if not recognition.is_waiting:
        raise AlreadyDecided(state=recognition.get_state_display())
    _refuse_the_applicant(recognition, by)
    _close(recognition, State.REFUSED, by=by, reason=_given(reason), at=at)
    audit("credits.recognition.refused", actor=by, subject=recognition, at=at, reason=recognition.reason)
    _tell(recognition, _now("Your certificate from elsewhere was refused"), at)
    return recognition


@transaction.atomic
def revoke(recognition: Recognition, *, by: Person, reason: str, at: datetime) -> Recognition:
    """Take a recognition back: its record is reversed, and the credits with it. Twice changes nothing.

    :raises AlreadyDecided: it was never recognised.
    :raises NotByYou: ``by`` handed it in, or it is theirs.
    :raises ReasonMissing: there is no reason.
    """
    recognition = held(recognition)
    if recognition.state == State.REVOKED:
        return recognition
    written = recognition.record
    if recognition.state != State.APPROVED or written is None:
        raise AlreadyDecided(state=recognition.get_state_display())
    _refuse_the_applicant(recognition, by)
    reason = _given(reason)
    if not LearningRecord.objects.filter(reverses=written).exists():
        records.reverse(written, by=by, reason=reason, at=at)
    _end(recognition, by=by, reason=reason, at=at)
    return recognition


@transaction.atomic
def follow_records(*, record_ids: Sequence[int], at: datetime) -> int:
    """Note that a recognition ended where its record was taken back by another way; return how many."""
    reversals = LearningRecord.objects.filter(pk__in=record_ids, reverses__recognition__state=State.APPROVED)
    ended = 0
    for reversal in reversals.select_related("reverses__recognition"):
        recognition = held(reversal.reverses.recognition)  # type: ignore[union-attr]
        if recognition.state == State.APPROVED:
            reason = str(reversal.evidence.get("reason") or _now("The record was taken back."))
            _end(recognition, by=_who_reversed(reversal), reason=reason[:200], at=at)
            ended += 1
    return ended


def _who_reversed(reversal: LearningRecord) -> Person | None:
    entry = Entry.objects.filter(
        verb="records.record.reversed",
        subject_kind=LearningRecord._meta.label_lower,
        subject_id=str(reversal.reverses_id),
    ).first()
    return Person.objects.filter(pk=entry.actor_id).first() if entry and entry.actor_id else None


def _end(recognition: Recognition, *, by: Person | None, reason: str, at: datetime) -> None:
    _close(recognition, State.REVOKED, by=by, reason=reason, at=at)
    audit("credits.recognition.revoked", actor=by, subject=recognition, at=at, reason=reason)
    _tell(recognition, _now("A certificate from elsewhere no longer counts"), at)


def _close(recognition: Recognition, state: str, *, by: Person | None, reason: str, at: datetime) -> None:
    recognition.state, recognition.reason = state, reason
    recognition.closed_by, recognition.closed_at = by, at
    recognition.save(update_fields=["state", "reason", "closed_by", "closed_at"])


def _refuse_the_applicant(recognition: Recognition, by: Person) -> None:
    if by.pk in (recognition.person_id, recognition.handed_in_by_id):
        raise NotByYou


def _given(reason: str) -> str:
    reason = reason.strip()[:200]
    if not reason:
        raise ReasonMissing
    return reason


def _write(recognition: Recognition, *, by: Person, at: datetime) -> LearningRecord:
    """Write the learning record: of the last day at noon, so that it lies in the year the training ended in."""
    key, checked_by = f"{SOURCE}{recognition.pk}", recognition.checked_by
    activity = records.declare_activity(
        source_key=key,
        kind=recognition.kind,
        title=recognition.title,
        mode=recognition.mode,
        details=records.ActivityDetails(planned_minutes=recognition.minutes or 0),
    )
    deed = records.Deed(
        person=recognition.person,
        activity=activity,
        outcome=LearningRecord.Outcome.COMPLETED,
        source_key=key,
        happened_at=min(timezone.make_aware(datetime.combine(recognition.ended_on, time(12))), at),
        minutes=recognition.minutes or 0,
        mode=recognition.mode,
        evidence={
            "recognition": recognition.pk,
            "issuer": recognition.issuer,
            "days": (recognition.ended_on - recognition.began_on + timedelta(days=1)).days,
            "sha256": recognition.sha256,
            "checked_by": str(checked_by),
            "approved_by": str(by),
        },
    )
    return records.write(deed, at=at)


def _tell(recognition: Recognition, title: str, at: datetime) -> None:
    said = f"{recognition.title}\n{recognition.reason}" if recognition.reason else recognition.title
    notify(
        recognition.person,
        kind="credits.recognition.decided",
        key=f"{recognition.pk}:{recognition.state}",
        title=title,
        body=said,
        url=address_of("credits:outside", args=[recognition.pk]),
        at=at,
    )
