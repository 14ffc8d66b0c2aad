"""Putting people into classes and taking them out."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from certificates.schemes.actions.deciding import move_up, refuse_if_full
from certificates.schemes.actions.life import Act, ReasonMissing, lock_class, lock_trainee, move, note_enrolled
from certificates.schemes.actions.progress import recompute
from certificates.schemes.actions.setting_up import SchemeEmpty
from certificates.schemes.models import Cohort, Requirement, Traineeship
from certificates.schemes.queries.places import counties_of
from certificates.schemes.rules.lifecycle import ASKING
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


class AsksAlready(Refusal):
    """Who asks is answered, not passed by."""

    code = "asks_already"
    message = _("%(name)s has asked for this class already. Answer them on the page of applications.")


@transaction.atomic
def enrol_roster(cohort: Cohort, *, by: Person | None, at: datetime) -> int:
    """Enrol everybody who is on the class's roster on the day of ``at``; return how many are new.

    Who was withdrawn from the class stays out: :func:`bring_back` is for them. Who asked for it waits for an answer.

    :raises RosterMissing: the class has no roster.
    :raises SchemeEmpty: there is nothing to reach.
    :raises NoPlaceFree: the class has fewer places than that.
    """
    locked, today = _lock(cohort), timezone.localdate(at)
    if locked.roster_id is None:
        raise RosterMissing
    named = RosterEntry.objects.filter(roster=locked.roster_id).on(today)
    here = locked.traineeships.values("person")
    new = named.exclude(person__in=here).order_by("pk").values_list("person", "person__name")
    fresh = dict(new)
    counties = counties_of(locked, fresh, today)
    refuse_if_full(locked, [(name, counties.get(person)) for person, name in fresh.items()], at)
    rows = [
        Traineeship(cohort=locked, person_id=person, county_id=counties.get(person), enrolled_at=at, enrolled_by=by)
        for person in fresh
    ]
    Traineeship.objects.bulk_create(rows)
    note_enrolled(rows, Act.of_class(by, at))
    if rows:
        record("schemes.cohort.enrolled", actor=by, subject=locked, at=at, people=len(rows))
        recompute(cohort=locked, at=at)
    return len(rows)


@transaction.atomic
def enrol(cohort: Cohort, person: Person, *, by: Person | None, at: datetime) -> Traineeship:
    """Put one person into a class; who was withdrawn from it is brought back, who has a place in it begins.

    :raises AlreadyEnrolled: the person is in the class.
    :raises AsksAlready: they wait for an answer or a place.
    :raises SchemeEmpty: there is nothing to reach.
    :raises NoPlaceFree: no place is free for them.
    """
    locked = _lock(cohort)
    known = locked.traineeships.present().select_related("person", "cohort").filter(person=person).first()
    if known and known.state == Traineeship.State.WITHDRAWN and known.enrolled_at:
        return bring_back(known, by=by, at=at)
    if known:
        _refuse_who_is_there(known)
    county = counties_of(locked, [person.pk], timezone.localdate(at)).get(person.pk)
    if not (known and known.state == Traineeship.State.APPROVED):
        refuse_if_full(locked, [(person.name, county)], at)
    trainee = known or Traineeship(cohort=locked, person=person)
    trainee.county_id = county
    move(trainee, Traineeship.State.RUNNING, Act.of_class(by, at))
    recompute(cohort=locked, person_ids=[person.pk], at=at)
    trainee.refresh_from_db()
    return trainee


def _refuse_who_is_there(known: Traineeship) -> None:
    if known.state in {*ASKING, Traineeship.State.WAITING}:
        raise AsksAlready(name=known.person.name)
    outside = {Traineeship.State.APPROVED, Traineeship.State.REFUSED, Traineeship.State.WITHDRAWN}
    if known.state not in outside:
        raise AlreadyEnrolled(name=known.person.name)


@transaction.atomic
def withdraw(traineeship: Traineeship, *, by: Person | None, reason: str, at: datetime) -> Traineeship:
    """Take somebody out of a class. What they did stays on record, and that they had completed it, if they had.

    Their place falls free, and who waits longest for it moves up.

    :raises AlreadyWithdrawn: this was done before.
    :raises ReasonMissing: ``reason`` says nothing.
    """
    locked = lock_trainee(traineeship)
    if locked.state == Traineeship.State.WITHDRAWN:
        raise AlreadyWithdrawn
    if not reason.strip():
        raise ReasonMissing
    move(locked, Traineeship.State.WITHDRAWN, Act.of_class(by, at, reason))
    announce(completion_changed, traineeship_ids=[locked.pk], person_ids=[locked.person_id])
    move_up(locked.cohort, at=at)
    return locked


@transaction.atomic
def bring_back(traineeship: Traineeship, *, by: Person | None, at: datetime) -> Traineeship:
    """Let somebody who was withdrawn go on in the class; all their records of its period count again.

    :raises NotWithdrawn: the person is in the class, or never was.
    :raises NoPlaceFree: their place has gone to somebody else.
    """
    locked = lock_trainee(traineeship)
    if locked.state != Traineeship.State.WITHDRAWN or locked.returned_at or not locked.enrolled_at:
        raise NotWithdrawn
    refuse_if_full(locked.cohort, [(locked.person.name, locked.county_id)], at)
    _keep_ended_spell(locked, at)
    move(locked, Traineeship.State.RUNNING, Act.of_class(by, at))
    # The class may have moved to another version meanwhile.
    locked.progress.exclude(requirement__version=locked.cohort.version_id).delete()
    recompute(cohort=locked.cohort, person_ids=[locked.person_id], at=at)
    locked.refresh_from_db()
    return locked


def _keep_ended_spell(trainee: Traineeship, at: datetime) -> None:
    """Leave a row that says from when to when ``trainee`` was in the class before."""
    kept = ("cohort", "person", "county", "state", "enrolled_at", "enrolled_by", "completed_at")
    left = ("withdrawn_at", "withdrawn_by", "withdraw_reason")
    fields = {name: getattr(trainee, name) for name in (*kept, *left)}
    Traineeship.objects.create(**fields, returned_at=at)


def _lock(cohort: Cohort) -> Cohort:
    """Return the class, locked, if its scheme asks for something.

    :raises SchemeEmpty: it does not.
    """
    locked = lock_class(cohort)
    if not Requirement.objects.filter(version=locked.version_id).exists():
        raise SchemeEmpty
    return locked
