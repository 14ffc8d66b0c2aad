"""Exempting a trainee from a requirement, and taking that back."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from certificates.schemes.actions.places import ReasonMissing
from certificates.schemes.actions.progress import recompute
from certificates.schemes.models import Exemption, Requirement, Traineeship
from lms.audit.actions import record
from lms.kit.errors import Refusal
from lms.people.models import Person


class NotAsked(Refusal):
    """Only what a class asks for can be waived in it."""

    code = "not_asked"
    message = _("The class of this person does not ask for that. Choose one of its requirements.")


class AlreadyExempt(Refusal):
    """Nobody is exempted twice."""

    code = "already_exempt"
    message = _("%(name)s is exempted from this requirement already.")


class HasLeft(Refusal):
    """Who has left a class owes it nothing."""

    code = "has_left"
    message = _("%(name)s has left the class. Take the person back into it first.")


class AlreadyRevoked(Refusal):
    """Nothing is taken back twice."""

    code = "exemption_already_revoked"
    message = _("This exemption was revoked before.")


@transaction.atomic
def exempt(traineeship: Traineeship, requirement: Requirement, *, by: Person, reason: str, at: datetime) -> Exemption:
    """Let a trainee complete the class without ``requirement``; a group can be waived as a whole.

    :raises ReasonMissing: ``reason`` says nothing.
    :raises NotAsked: the class does not ask for it.
    :raises HasLeft: the person has left the class.
    :raises AlreadyExempt: the person is exempted already.
    """
    locked = (
        Traineeship.objects.select_for_update(of=["self"]).select_related("cohort", "person").get(pk=traineeship.pk)
    )
    if not (said := reason.strip()):
        raise ReasonMissing
    if requirement.version_id != locked.cohort.version_id:
        raise NotAsked
    if locked.state == Traineeship.State.WITHDRAWN:
        raise HasLeft(name=locked.person.name)
    if Exemption.objects.in_force().filter(traineeship=locked, requirement=requirement).exists():
        raise AlreadyExempt(name=locked.person.name)
    made = Exemption.objects.create(
        traineeship=locked, requirement=requirement, reason=said, granted_at=at, granted_by=by
    )
    record("schemes.exemption.granted", actor=by, subject=locked, at=at, requirement=requirement.title, reason=said)
    recompute(cohort=locked.cohort, person_ids=[locked.person_id], at=at)
    return made


@transaction.atomic
def revoke_exemption(exemption: Exemption, *, by: Person, reason: str, at: datetime) -> Exemption:
    """Ask a trainee for a requirement again; that there was an exemption stays on file.

    :raises ReasonMissing: ``reason`` says nothing.
    :raises AlreadyRevoked: this was done before.
    """
    trainee = Traineeship.objects.select_for_update().get(pk=exemption.traineeship_id)
    locked = Exemption.objects.select_for_update(of=["self"]).select_related("requirement").get(pk=exemption.pk)
    if not (said := reason.strip()):
        raise ReasonMissing
    if locked.revoked_at:
        raise AlreadyRevoked
    end(locked, by=by, reason=said, at=at)
    asked = locked.requirement.title
    record("schemes.exemption.revoked", actor=by, subject=trainee, at=at, requirement=asked, reason=said)
    recompute(cohort=trainee.cohort, person_ids=[trainee.person_id], at=at)
    return locked


def end(exemption: Exemption, *, by: Person, reason: str, at: datetime) -> None:
    """Write that ``exemption``, locked by the caller, holds no longer."""
    exemption.revoked_at, exemption.revoked_by, exemption.revoke_reason = at, by, reason
    exemption.save(update_fields=["revoked_at", "revoked_by", "revoke_reason"])
