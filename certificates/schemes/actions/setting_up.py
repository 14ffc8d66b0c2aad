"""Setting up schemes and classes."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from certificates.schemes.actions.deciding import move_up
from certificates.schemes.actions.life import lock_class
from certificates.schemes.actions.progress import recompute
from certificates.schemes.actions.sharing import refuse_wrong_places
from certificates.schemes.models import ClassSession, Cohort, Requirement, Scheme, Traineeship
from lms.audit.actions import record
from lms.kit.errors import Refusal
from lms.people.models import Person


class SchemeInUse(Refusal):
    """Requirements stay as they are once somebody has completed the scheme."""

    code = "scheme_in_use"
    message = _(
        "%(number)s people have completed this scheme, so its requirements cannot be changed any more. "
        "Make a new scheme for a new class."
    )


class SchemeEmpty(Refusal):
    """A class needs something to reach."""

    code = "scheme_empty"
    message = _("This scheme has no requirements yet. Add them first.")


class ClassHasTrainees(Refusal):
    """What trainees have reached was measured against the scheme of their class."""

    code = "class_has_trainees"
    message = _("%(number)s people are in this class, so it keeps its scheme. Open a new class for another scheme.")


class CompletionsLost(Refusal):
    """A period holds what those who are complete have done."""

    code = "completions_lost"
    message = _(
        "With these days %(number)s people would no longer have completed the class. "
        "Choose days that include what they have done."
    )


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
    """Refuse to touch the requirements of a scheme that somebody has completed.

    :raises SchemeInUse: somebody has, and may hold a certificate that says so.
    """
    complete = Traineeship.objects.filter(cohort__scheme=scheme).exclude(completed_at=None)
    if number := complete.aggregate(number=Count("person", distinct=True))["number"]:
        raise SchemeInUse(number=number)


def refuse_other_scheme(cohort: Cohort) -> None:
    """Refuse another scheme for a class with people in it, whose progress and certificates speak of this one.

    :raises ClassHasTrainees: there are, or were, trainees.
    """
    if number := cohort.traineeships.present().count():
        raise ClassHasTrainees(number=number)


@transaction.atomic
def open_cohort(*, scheme: Scheme, name: str, by: Person | None, at: datetime, **details: Any) -> Cohort:
    """Open a class of ``scheme``, or return the one with this name.

    :param details: ``roster``, ``organiser`` (else the scheme's own), ``head_teacher``, ``starts_on``, ``ends_on``,
        ``plan``, ``due_roster``, ``places``, ``apply_until``, and ``sessions``: a list of fields of
        :class:`ClassSession`.
    :raises SchemeEmpty: there is nothing to reach.
    """
    known: Cohort | None = Cohort.objects.filter(scheme=scheme, name=name).first()
    if known:
        return known
    if not Requirement.objects.filter(scheme=scheme).exists():
        raise SchemeEmpty
    sessions = details.pop("sessions", [])
    cohort: Cohort = Cohort.objects.create(scheme=scheme, name=name, **{"organiser": scheme.organiser, **details})
    ClassSession.objects.bulk_create(ClassSession(cohort=cohort, **each) for each in sessions)
    record("schemes.cohort.opened", actor=by, subject=cohort, at=at)
    return cohort


@transaction.atomic
def note_scheme(scheme: Scheme, *, by: Person, at: datetime, made: bool) -> None:
    """Write down that ``by`` saved ``scheme`` in the admin; other requirements are met by other records."""
    record(f"schemes.scheme.{'created' if made else 'changed'}", actor=by, subject=scheme, at=at)
    for cohort in scheme.cohorts.order_by("pk"):
        recompute(cohort=cohort, at=at)


@transaction.atomic
def note_cohort(cohort: Cohort, *, by: Person, at: datetime, made: bool) -> None:
    """Write down that ``by`` saved ``cohort`` in the admin; another period may count other records.

    :raises CompletionsLost: the period leaves out what somebody who is complete has done.
    :raises PlacesTaken, SharesExceed, PlanExceeded: the number of places cannot be.
    """
    lock_class(cohort)
    refuse_wrong_places(cohort, at)
    record(f"schemes.cohort.{'opened' if made else 'changed'}", actor=by, subject=cohort, at=at)
    complete = cohort.traineeships.filter(state=Traineeship.State.COMPLETED)
    before = set(complete.values_list("pk", flat=True))
    recompute(cohort=cohort, at=at)
    if lost := before.difference(complete.values_list("pk", flat=True)):
        raise CompletionsLost(number=len(lost))
    move_up(cohort, at=at)
