"""Handing in a certificate from elsewhere, and taking it back before anybody has decided."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from certificates.credits import evidence
from certificates.credits.models import Recognition
from lms.audit.actions import record
from lms.kit import sealing
from lms.kit.errors import Refusal
from lms.people.models import Person

State = Recognition.State


class NotYours(Refusal):
    """Certificates are handed in by their owner, or by who looks after the owner's institution."""

    code = "recognition_not_yours"
    message = _("You can hand in certificates of your own and of people at your institutions only.")


class FileOfNoUse(Refusal):
    """The file is neither a picture nor a PDF, whatever its name says."""

    code = "recognition_file_of_no_use"
    message = _("This file is neither a photo (JPEG, PNG) nor a PDF. Take a photo of the certificate and choose that.")


class FileTooBig(Refusal):
    """The file is bigger than a photo or a scan needs to be."""

    code = "recognition_file_too_big"
    message = _("This file has %(megabytes)s MB; %(limit)s MB is the limit. Choose a smaller photo.")


class AlreadyHandedIn(Refusal):
    """The same certificate counts once: one number of one issuer."""

    code = "recognition_already_handed_in"
    message = _(
        "A certificate of this issuer with this number has been handed in before. The same certificate counts once."
    )


class StillToCome(Refusal):
    """What has not ended cannot have been certified."""

    code = "recognition_still_to_come"
    message = _("The last day lies ahead. Hand the certificate in once the training is over.")


class AlreadyDecided(Refusal):
    """Too late: somebody has decided, or the owner took it back."""

    code = "recognition_already_decided"
    message = _("This certificate is not waiting any more: %(state)s.")


@dataclass(frozen=True, kw_only=True)
class Claim:
    """What a certificate from elsewhere says.

    :param kind: a :class:`Activity.Kind`; ``mode`` an :class:`Activity.Mode`.
    :param class_hours_hundredths: the hours printed on it, in hundredths; zero where there are none.
    :param claimed_hundredths: the credits printed on it, in hundredths; zero where there are none.
    """

    person: Person
    title: str
    issuer: str
    number: str
    kind: str
    mode: str
    began_on: date
    ended_on: date
    class_hours_hundredths: int = 0
    claimed_hundredths: int = 0


@dataclass(frozen=True)
class Evidence:
    """The photo or PDF of a certificate."""

    content: bytes

    @property
    def media_type(self) -> str:
        """What the file really is; ``""`` where it is no proof."""
        return evidence.media_type_of(self.content)


@transaction.atomic
def hand_in(claim: Claim, proof: Evidence, *, by: Person, at: datetime) -> Recognition:
    """Keep a certificate from elsewhere with its proof, sealed, for two people to look at.

    :raises NotYours: ``by`` is neither the person nor looks after them.
    :raises StillToCome: it ended after ``at``.
    :raises FileOfNoUse: the proof is neither a picture nor a PDF.
    :raises FileTooBig: the proof is too big.
    :raises AlreadyHandedIn: the same certificate counts, or waits to.
    """
    return _keep(claim, proof, by=by, at=at)


@transaction.atomic
def replace(old: Recognition, claim: Claim, proof: Evidence, *, by: Person, at: datetime) -> Recognition:
    """Hand in ``claim`` instead of ``old``, which is taken back if it still waits, and stays on file.

    :raises AlreadyDecided: ``old`` is recognised, or was replaced before.

    It raises besides what :func:`hand_in` does.
    """
    old = held(old)
    if old.state in (State.APPROVED, State.REVOKED) or hasattr(old, "replaced_by"):
        raise AlreadyDecided(state=old.get_state_display())
    if old.is_waiting:
        _take_back(old, by=by, at=at)
    return _keep(claim, proof, by=by, at=at, replaces=old)


@transaction.atomic
def withdraw(recognition: Recognition, *, by: Person, at: datetime) -> Recognition:
    """Take a certificate back that nobody has decided on. Twice changes nothing.

    :raises AlreadyDecided: somebody has.
    """
    recognition = held(recognition)
    if recognition.state == State.WITHDRAWN:
        return recognition
    if not recognition.is_waiting:
        raise AlreadyDecided(state=recognition.get_state_display())
    return _take_back(recognition, by=by, at=at)


def held(recognition: Recognition) -> Recognition:
    """Return the row as it is now, locked until the transaction ends."""
    return Recognition.objects.select_for_update().get(pk=recognition.pk)


def _take_back(recognition: Recognition, *, by: Person, at: datetime) -> Recognition:
    recognition.state, recognition.closed_by, recognition.closed_at = State.WITHDRAWN, by, at
    recognition.save(update_fields=["state", "closed_by", "closed_at"])
    record("credits.recognition.withdrawn", actor=by, subject=recognition, at=at)
    return recognition


def _keep(
    claim: Claim, proof: Evidence, *, by: Person, at: datetime, replaces: Recognition | None = None
) -> Recognition:
    _refuse(claim, proof, by=by, at=at)
    keys = {"issuer_key": evidence.key_of(claim.issuer), "number_key": evidence.key_of(claim.number)}
    if Recognition.objects.live().filter(**keys).exists():
        raise AlreadyHandedIn
    sha256 = hashlib.sha256(proof.content).hexdigest()
    kept = Recognition(
        **vars(claim),
        **keys,
        media_type=proof.media_type,
        sha256=sha256,
        handed_in_by=by,
        handed_in_at=at,
        replaces=replaces,
    )
    with _whole(kept), transaction.atomic():
        kept.file.save(f"{sha256[:16]}.sealed", ContentFile(sealing.seal_bytes(proof.content)), save=False)
        kept.save()
    record("credits.recognition.handed_in", actor=by, subject=kept, at=at, sha256=sha256)
    return kept


def _refuse(claim: Claim, proof: Evidence, *, by: Person, at: datetime) -> None:
    if claim.person.pk != by.pk and not (
        by.has_perm("credits.add_recognition") and Person.objects.visible_to(by).filter(pk=claim.person.pk).exists()
    ):
        raise NotYours
    if claim.ended_on > timezone.localdate(at):
        raise StillToCome
    if len(proof.content) > evidence.MOST_BYTES:
        megabytes = -(-len(proof.content) // evidence.MEGABYTE)
        raise FileTooBig(megabytes=megabytes, limit=evidence.MOST_BYTES // evidence.MEGABYTE)
    if not proof.media_type:
        raise FileOfNoUse


@contextmanager
def _whole(kept: Recognition) -> Iterator[None]:
    """Take the file away again if its row is not kept; two at one moment are one that came first."""
    try:
        yield
    except IntegrityError as clash:
        kept.file.storage.delete(str(kept.file.name))
        raise AlreadyHandedIn from clash
