"""Revoking and correcting certificates."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certificates.register.actions.making import Printing, keep_footings, make, numbers_for
from certificates.register.actions.settling import settle
from certificates.register.badges.publishing import tell_lists
from certificates.register.correcting import again, correction_of, said_by_hand
from certificates.register.design import Design
from certificates.register.facts import Ground
from certificates.register.footing import footings_of
from certificates.register.models import Certificate, Decision, private_storage
from certificates.register.queries import chain, held_elsewhere
from certificates.register.sealing import Sealing
from certificates.register.shelf import shelf, strays
from certificates.register.signals import certificates_changed
from certificates.schemes.models import Traineeship
from lms.audit.actions import record
from lms.kit.errors import Refusal
from lms.kit.queue import announce
from lms.notices.actions import notify
from lms.people.models import Person

# A batch that is being made has files before it has rows; none is made for this long.
STRAY_AFTER = timedelta(hours=1)


class AlreadyRevoked(Refusal):
    """Revoked once at most."""

    code = "certificate_already_revoked"
    message = gettext_lazy("Certificate %(number)s has already been revoked.")


class AlreadySuperseded(Refusal):
    """Corrected once; the correction may be corrected in turn."""

    code = "certificate_already_superseded"
    message = gettext_lazy("Certificate %(number)s has already been replaced. Correct the newer one.")


class ReasonMissing(Refusal):
    """Whoever scans the code will read the reason."""

    code = "reason_missing"
    message = gettext_lazy("Give a reason; whoever checks the certificate will read it.")


class TextHasChanged(Refusal):
    """What is issued is what the person who decided has read."""

    code = "text_has_changed"
    message = gettext_lazy("The text of the new certificate has changed since you read it. Read it again and confirm.")


class CannotReissue(Refusal):
    """What keeps a new certificate from being issued."""

    code = "cannot_reissue"
    message = gettext_lazy("No new certificate can be issued: %(reasons)s")


@transaction.atomic
def revoke(certificate: Certificate, *, by: Person, reason: str, at: datetime) -> Certificate:
    """Declare ``certificate`` void from ``at`` on; everybody who checks it reads ``reason``, and its holder is told.

    :raises ReasonMissing: ``reason`` is blank.
    :raises AlreadyRevoked: this was done before.
    :raises AlreadySuperseded: it was replaced before, and does not stand any more either.
    """
    if not reason.strip():
        raise ReasonMissing
    locked = Certificate.objects.select_for_update(of=("self",)).select_related("person").get(pk=certificate.pk)
    if locked.state == Certificate.State.SUPERSEDED:
        raise AlreadySuperseded(number=locked.number)
    if not locked.is_valid:
        raise AlreadyRevoked(number=locked.number)
    _end(locked, Certificate.State.REVOKED, by, reason, at)
    settle(locked, Decision.Verdict.REVOKE, by=by, reason=reason, at=at)
    record("register.certificate.revoked", actor=by, subject=locked, at=at, reason=locked.revoked_reason)
    _tell_holder(
        locked,
        at,
        kind="register.certificate.revoked",
        title=_("Your certificate %(number)s was revoked") % {"number": locked.number},
        body=_("It is not valid any more. Reason: %(reason)s") % {"reason": locked.revoked_reason},
    )
    return locked


def reissue(
    certificate: Certificate,
    *,
    by: Person,
    reason: str,
    at: datetime,
    seen: str | None = None,
    said: Mapping[str, str] | None = None,
) -> Certificate:
    """Issue a new certificate with today's facts in place of ``certificate``, which is superseded if it still stands.

    :param seen: the fingerprint of the new text that ``by`` was shown (see :class:`Correction`); ``None`` asks nothing.
    :param said: what ``by`` says in place of the terms of the list, such as ``{"hours": "90"}``.
    :raises ReasonMissing: ``reason`` is blank.
    :raises TextHasChanged: the new text is not the one that was shown any more.
    :raises AlreadySuperseded: it has been replaced before.
    :raises CannotReissue: the person is not complete, or the text cannot be printed; the reasons say so.
    """
    with shelf() as names, transaction.atomic():
        if not reason.strip():
            raise ReasonMissing
        # First the trainee, so that nobody's completion changes meanwhile; then the series.
        ground, design = _lock_ground(certificate, at, said)
        numbers = numbers_for(ground.cohort, ground.kind, at)
        locked = _lock_last(certificate)
        if seen is not None and seen != correction_of(locked, at=at, said=said).fingerprint:
            raise TextHasChanged
        if locked.is_valid:
            _end(locked, Certificate.State.SUPERSEDED, by, reason, at)
        elif ground.traineeship and (others := held_elsewhere(ground.cohort, [ground.person.pk])):
            raise CannotReissue(reasons="；".join(others[ground.person.pk]))
        sealing = Sealing(ground.cohort.organiser, by=by, at=at)
        made = make(Printing(ground, design, by, at), numbers, sealing, names)
        made.supersedes = locked
        made.save(force_insert=True)
        announce(certificates_changed, person_ids=[made.person_id])
        sealing.keep([made])
        by_hand = {**said_by_hand(locked), **(said or {})}
        keep_footings([made], footings_of([ground], chain(locked)[0].batch), by_hand)
        settle(locked, Decision.Verdict.REPLACE, by=by, reason=reason, at=at, replacement=made)
        numbers.keep()
        told = {"instead_of": locked.number, "reason": reason, **({"said": by_hand} if by_hand else {})}
        record("register.certificate.reissued", actor=by, subject=made, at=at, **told)
        _tell_of_new(made, locked, reason, at)
    return made


def _lock_ground(certificate: Certificate, at: datetime, said: Mapping[str, str] | None) -> tuple[Ground, Design]:
    list(Traineeship.objects.select_for_update().filter(certificates=certificate).values_list("pk"))
    ground, design, reasons = again(certificate, at, said)
    if reasons:
        raise CannotReissue(reasons="；".join(reasons))
    return ground, design


def _lock_last(certificate: Certificate) -> Certificate:
    locked = Certificate.objects.select_for_update().get(pk=certificate.pk)
    if Certificate.objects.filter(supersedes=locked).exists():
        raise AlreadySuperseded(number=locked.number)
    return locked


def _tell_of_new(made: Certificate, old: Certificate, reason: str, at: datetime) -> None:
    _tell_holder(
        made,
        at,
        kind="register.certificate.reissued",
        title=_("A new certificate replaces %(number)s") % {"number": old.number},
        body=_("The new one is %(number)s; the old one is not valid any more. Reason: %(reason)s")
        % {"number": made.number, "reason": reason.strip()},
    )


@transaction.atomic
def clear_strays(*, at: datetime) -> int:
    """Take away files that a worker cut off in its work has left: they look real, and their numbers went to others."""
    names = strays(at - STRAY_AFTER)
    for name in names:
        private_storage().delete(name)
    if names:
        record("register.files.cleared", actor=None, subject=None, at=at, count=len(names))
    return len(names)


def _end(certificate: Certificate, state: str, by: Person, reason: str, at: datetime) -> None:
    certificate.state, certificate.revoked_at, certificate.revoked_by = state, at, by
    certificate.revoked_reason = reason.strip()[:200]
    certificate.save(update_fields=["state", "revoked_at", "revoked_by", "revoked_reason"])
    tell_lists(certificate)
    announce(certificates_changed, person_ids=[certificate.person_id])


def _tell_holder(certificate: Certificate, at: datetime, *, kind: str, title: str, body: str) -> None:
    address = reverse("register:index")
    notify(certificate.person, at=at, kind=kind, key=str(certificate.pk), title=title, body=body, url=address)
