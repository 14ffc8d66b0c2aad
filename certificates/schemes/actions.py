"""Setting up schemes and classes, and keeping progress true."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from certificates.schemes.models import Cohort, Progress, Requirement, Scheme, Traineeship
from certificates.schemes.queries.values import Reached, requirement_values
from certificates.schemes.rules import completed_at
from certificates.schemes.signals import completion_changed
from lms.audit.actions import record
from lms.kit.errors import Refusal
from lms.kit.queue import announce
from lms.people.models import Person, RosterEntry

_PEOPLE_AT_ONCE = 5000


class SchemeInUse(Refusal):
    """Requirements stay as they are while people are trained under them."""

    code = "scheme_in_use"
    message = _(
        "%(number)s people are trained under this scheme, so its requirements cannot be changed. "
        "Make a new scheme for a new class."
    )


class SchemeEmpty(Refusal):
    """A class needs something to reach."""

    code = "scheme_empty"
    message = _("This scheme has no requirements yet. Add them first.")


class RosterMissing(Refusal):
    """Nobody to enrol."""

    code = "roster_missing"
    message = _("This class has no roster yet. Choose one first.")


class AlreadyWithdrawn(Refusal):
    """Withdrawn once at most."""

    code = "already_withdrawn"
    message = _("This person has already been withdrawn from the class.")


@transaction.atomic
def create_scheme(data: dict[str, Any], *, by: Person | None, at: datetime) -> Scheme:
    """Make a scheme and its requirements, or return the one with this code.

    :param data: fields of :class:`Scheme`, and ``"requirements"``: a list of fields of :class:`Requirement`.
        ``each_activity_once`` is true unless said otherwise, and false for teaching sessions.
    """
    fields = {name: value for name, value in data.items() if name != "requirements"}
    known: Scheme | None = Scheme.objects.filter(code=fields["code"]).first()
    if known:
        return known
    scheme: Scheme = Scheme.objects.create(**fields, created_at=at)
    for position, each in enumerate(data.get("requirements", [])):
        once = each.get("activity_kind") != "teaching"
        Requirement.objects.create(**{"each_activity_once": once, **each, "scheme": scheme, "position": position})
    record("schemes.scheme.created", actor=by, subject=scheme, at=at)
    return scheme


def refuse_if_in_use(scheme: Scheme) -> None:
    """Refuse to touch the requirements of a scheme that somebody is trained under.

    :raises SchemeInUse: there are trainees.
    """
    if number := Traineeship.objects.filter(cohort__scheme=scheme).count():
        raise SchemeInUse(number=number)


@transaction.atomic
def open_cohort(*, scheme: Scheme, name: str, by: Person | None, at: datetime, **details: Any) -> Cohort:
    """Open a class of ``scheme``, or return the one with this name.

    :param details: ``roster``, ``organiser`` (else the scheme's own), ``head_teacher``, ``starts_on``, ``ends_on``.
    :raises SchemeEmpty: there is nothing to reach.
    """
    if known := Cohort.objects.filter(scheme=scheme, name=name).first():
        return known
    if not Requirement.objects.filter(scheme=scheme).exists():
        raise SchemeEmpty
    cohort = Cohort.objects.create(scheme=scheme, name=name, **{"organiser": scheme.organiser, **details})
    record("schemes.cohort.opened", actor=by, subject=cohort, at=at)
    return cohort


@transaction.atomic
def note_scheme(scheme: Scheme, *, by: Person, at: datetime, made: bool) -> None:
    """Write down that ``by`` saved ``scheme`` in the admin, in the transaction that saved it."""
    record(f"schemes.scheme.{'created' if made else 'changed'}", actor=by, subject=scheme, at=at)


@transaction.atomic
def note_cohort(cohort: Cohort, *, by: Person, at: datetime, made: bool) -> None:
    """Write down that ``by`` saved ``cohort`` in the admin; another period may count other records."""
    record(f"schemes.cohort.{'opened' if made else 'changed'}", actor=by, subject=cohort, at=at)
    recompute(cohort=cohort, at=at)


@transaction.atomic
def enrol_roster(cohort: Cohort, *, by: Person | None, at: datetime) -> int:
    """Enrol everybody who is on the class's roster on the day of ``at``; return how many are new.

    :raises RosterMissing: the class has no roster.
    :raises SchemeEmpty: there is nothing to reach.
    """
    locked = Cohort.objects.select_for_update().get(pk=cohort.pk)
    if locked.roster_id is None:
        raise RosterMissing
    if not Requirement.objects.filter(scheme=locked.scheme_id).exists():
        raise SchemeEmpty
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
def withdraw(traineeship: Traineeship, *, by: Person | None, reason: str, at: datetime) -> Traineeship:
    """Take somebody out of a class; what they did stays on record.

    :raises AlreadyWithdrawn: this was done before.
    """
    locked = Traineeship.objects.select_for_update().get(pk=traineeship.pk)
    if locked.state == Traineeship.State.WITHDRAWN:
        raise AlreadyWithdrawn
    locked.state, locked.completed_at, locked.withdrawn_at = Traineeship.State.WITHDRAWN, None, at
    locked.withdrawn_by = by
    locked.save(update_fields=["state", "completed_at", "withdrawn_at", "withdrawn_by"])
    record("schemes.traineeship.withdrawn", actor=by, subject=locked, at=at, reason=reason)
    announce(completion_changed, traineeship_ids=[locked.pk], person_ids=[locked.person_id])
    return locked


def recompute(*, at: datetime, person_ids: Sequence[int] | None = None, cohort: Cohort | None = None) -> int:
    """Make progress and completion agree with the records; return how many completions changed.

    :param person_ids: only these people, in all their classes; ``None`` is everybody.
    :param cohort: only this class; ``None`` is all of them.
    """
    if person_ids is not None and len(person_ids) > _PEOPLE_AT_ONCE:
        parts = [person_ids[start : start + _PEOPLE_AT_ONCE] for start in range(0, len(person_ids), _PEOPLE_AT_ONCE)]
        return sum(recompute(at=at, person_ids=part, cohort=cohort) for part in parts)
    concerned = Traineeship.objects.active()
    if person_ids is not None:
        concerned = concerned.filter(person__in=person_ids)
    if cohort is not None:
        concerned = concerned.filter(cohort=cohort)
    cohorts = Cohort.objects.filter(pk__in=concerned.values("cohort")).order_by("pk")
    return sum(_recompute_class(each, concerned.filter(cohort=each), at) for each in cohorts)


def sweep(*, at: datetime) -> int:
    """Recompute every class that ended at most a year ago; a lost signal therefore delays and never loses."""
    lately = date(timezone.localdate(at).year - 1, 1, 1)
    return sum(recompute(cohort=cohort, at=at) for cohort in Cohort.objects.filter(ends_on__gte=lately))


@transaction.atomic
def _recompute_class(cohort: Cohort, concerned: Any, at: datetime) -> int:
    # Locked in one order: of two workers the later computes from what the earlier left, never from stale values.
    trainees = list(concerned.select_for_update().order_by("pk"))
    people = [trainee.person_id for trainee in trainees]
    requirements = list(Requirement.objects.filter(scheme=cohort.scheme_id).order_by("position", "pk"))
    reached = {each.pk: requirement_values(each, cohort, people) for each in requirements}
    _write_progress(trainees, requirements, reached, at)
    changed = [
        trainee
        for trainee in trainees
        if _settle(
            trainee, completed_at(reached[each.pk].get(trainee.person_id, Reached()).met_at for each in requirements)
        )
    ]
    Traineeship.objects.bulk_update(changed, ["state", "completed_at"])
    for trainee in changed:
        verb = "completed" if trainee.completed_at else "reopened"
        record(f"schemes.traineeship.{verb}", actor=None, subject=trainee, at=at)
    if changed:
        ids = [trainee.pk for trainee in changed]
        announce(completion_changed, traineeship_ids=ids, person_ids=[trainee.person_id for trainee in changed])
    return len(changed)


def _write_progress(
    trainees: list[Traineeship], requirements: list[Requirement], reached: dict[int, dict[int, Reached]], at: datetime
) -> None:
    """Write the rows that differ from what is known."""
    rows = Progress.objects.filter(traineeship__in=[trainee.pk for trainee in trainees])
    known = {
        (traineeship, requirement): Reached(value, met_at)
        for traineeship, requirement, value, met_at in rows.values_list("traineeship", "requirement", "value", "met_at")
    }
    fresh = []
    for trainee in trainees:
        for requirement in requirements:
            now = reached[requirement.pk].get(trainee.person_id, Reached())
            if known.get((trainee.pk, requirement.pk)) != now:
                fresh.append(
                    Progress(
                        traineeship=trainee,
                        requirement=requirement,
                        value=now.value,
                        met_at=now.met_at,
                        computed_at=at,
                    )
                )
    Progress.objects.bulk_create(
        fresh,
        update_conflicts=True,
        unique_fields=["traineeship", "requirement"],
        update_fields=["value", "met_at", "computed_at"],
        batch_size=1000,
    )


def _settle(trainee: Traineeship, completed: datetime | None) -> bool:
    """Set the state that follows from ``completed``; return whether anything changed."""
    if trainee.completed_at == completed:
        return False
    trainee.completed_at = completed
    trainee.state = Traineeship.State.COMPLETED if completed else Traineeship.State.RUNNING
    return True
