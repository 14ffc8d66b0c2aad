"""Putting people into classes and taking them out."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from certificates.schemes.actions.progress import recompute
from certificates.schemes.actions.setting_up import SchemeEmpty
from certificates.schemes.models import Cohort, Requirement, Traineeship
from certificates.schemes.signals import completion_changed
from lms.audit.actions import record
from lms.kit.errors import Refusal
from lms.kit.queue import announce
from lms.people.models import Person, RosterEntry


class RosterMissing(Refusal):
    """Nobody to enrol."""

    code = "roster_missing"
    message = _("This class has no roster yet. Choose one first.")


class AlreadyEnrolled(Refusal):
    """In a class once at most."""

    code = "already_enrolled"
    message = _("%(name)s is already in this class.")


class AlreadyWithdrawn(Refusal):
    """Withdrawn once at most."""

    code = "already_withdrawn"
    message = _("This person has already been withdrawn from the class.")


class NotWithdrawn(Refusal):
    """Only who has left can come back."""

    code = "not_withdrawn"
    message = _("This person has not been withdrawn from the class.")


class ReasonMissing(Refusal):
    """Whoever is taken out of a class is told why."""

    code = "withdraw_reason_missing"
    message = _("Give a reason; the person will read it.")


@transaction.atomic
def enrol_roster(cohort: Cohort, *, by: Person | None, at: datetime) -> int:
    """Enrol everybody who is on the class's roster on the day of ``at``; return how many are new.

    Who was withdrawn from the class stays out: :func:`bring_back` is for them.

    :raises RosterMissing: the class has no roster.
    :raises SchemeEmpty: there is nothing to reach.
    """
    locked = _lock(cohort)
    if locked.roster_id is None:
        raise RosterMissing
    named = RosterEntry.objects.filter(roster=locked.roster_id).on(timezone.localdate(at))
    here = locked.traineeships.values("person")
    fresh = dict.fromkeys(named.exclude(person__in=here).order_by("pk").values_list("person", flat=True))
    rows = [Traineeship(cohort=locked, person_id=person, enrolled_at=at, enrolled_by=by) for person in fresh]
    Traineeship.objects.bulk_create(rows)
    if rows:
        record("schemes.cohort.enrolled", actor=by, subject=locked, at=at, people=len(rows))
        recompute(cohort=locked, at=at)
    return len(rows)


@transaction.atomic
def enrol(cohort: Cohort, person: Person, *, by: Person | None, at: datetime) -> Traineeship:
    """Put one person into a class; who was withdrawn from it is brought back.

    :raises AlreadyEnrolled: the person is in the class.
    :raises SchemeEmpty: there is nothing to reach.
    """
    locked = _lock(cohort)
    known = locked.traineeships.present().filter(person=person).first()
    if known and known.state != Traineeship.State.WITHDRAWN:
        raise AlreadyEnrolled(name=person.name)
    if known:
        return bring_back(known, by=by, at=at)
    trainee = Traineeship.objects.create(cohort=locked, person=person, enrolled_at=at, enrolled_by=by)
    record("schemes.traineeship.enrolled", actor=by, subject=trainee, at=at)
    recompute(cohort=locked, person_ids=[person.pk], at=at)
    trainee.refresh_from_db()
    return trainee


@transaction.atomic
def withdraw(traineeship: Traineeship, *, by: Person | None, reason: str, at: datetime) -> Traineeship:
    """Take somebody out of a class. What they did stays on record, and that they had completed it, if they had.

    :raises AlreadyWithdrawn: this was done before.
    :raises ReasonMissing: ``reason`` says nothing.
    """
    locked = Traineeship.objects.select_for_update().get(pk=traineeship.pk)
    if locked.state == Traineeship.State.WITHDRAWN:
        raise AlreadyWithdrawn
    if not (said := reason.strip()):
        raise ReasonMissing
    locked.state, locked.withdrawn_at, locked.withdrawn_by = Traineeship.State.WITHDRAWN, at, by
    locked.withdraw_reason = said
    locked.save(update_fields=["state", "withdrawn_at", "withdrawn_by", "withdraw_reason"])
    record("schemes.traineeship.withdrawn", actor=by, subject=locked, at=at, reason=said)
    announce(completion_changed, traineeship_ids=[locked.pk], person_ids=[locked.person_id])
    return locked


@transaction.atomic
def bring_back(traineeship: Traineeship, *, by: Person | None, at: datetime) -> Traineeship:
    """Let somebody who was withdrawn go on in the class; all their records of its period count again.

    :raises NotWithdrawn: the person is in the class.
    """
    locked = Traineeship.objects.select_for_update().get(pk=traineeship.pk)
    if locked.state != Traineeship.State.WITHDRAWN or locked.returned_at:
        raise NotWithdrawn
    _keep_ended_spell(locked, at)
    locked.state, locked.enrolled_at, locked.enrolled_by = Traineeship.State.RUNNING, at, by
    locked.completed_at = locked.withdrawn_at = locked.withdrawn_by = None
    locked.withdraw_reason = ""
    locked.save()
    # The class may have moved to another version meanwhile.
    locked.progress.exclude(requirement__version=locked.cohort.version_id).delete()
    record("schemes.traineeship.returned", actor=by, subject=locked, at=at)
    recompute(cohort=locked.cohort, person_ids=[locked.person_id], at=at)
    locked.refresh_from_db()
    return locked


def _keep_ended_spell(trainee: Traineeship, at: datetime) -> None:
    """Leave a row that says from when to when ``trainee`` was in the class before."""
    kept = ("cohort", "person", "state", "enrolled_at", "enrolled_by", "completed_at")
    left = ("withdrawn_at", "withdrawn_by", "withdraw_reason")
    fields = {name: getattr(trainee, name) for name in (*kept, *left)}
    Traineeship.objects.create(**fields, returned_at=at)


def _lock(cohort: Cohort) -> Cohort:
    """Return the class, locked, if its scheme asks for something.

    :raises SchemeEmpty: it does not.
    """
    locked: Cohort = Cohort.objects.select_for_update().get(pk=cohort.pk)
    if not Requirement.objects.filter(version=locked.version_id).exists():
        raise SchemeEmpty
    return locked
