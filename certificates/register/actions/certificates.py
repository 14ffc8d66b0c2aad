"""Revoking and correcting certificates."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from certificates.register.actions.making import Printing, make, numbers_for
from certificates.register.design import Design, built_in
from certificates.register.dues import grounds
from certificates.register.facts import Ground, ground_of_trainee, site_design
from certificates.register.models import Certificate, private_storage
from certificates.register.queries import chain, held_elsewhere, incomplete, obstacles
from certificates.register.shelf import shelf, strays
from certificates.schemes.models import Cohort, Traineeship
from lms.audit.actions import record
from lms.kit.errors import Refusal
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


class CannotReissue(Refusal):
    """What keeps a new certificate from being issued."""

    code = "cannot_reissue"
    message = gettext_lazy("No new certificate can be issued: %(reasons)s")


@transaction.atomic
def revoke(certificate: Certificate, *, by: Person, reason: str, at: datetime) -> Certificate:
    """Declare ``certificate`` void from ``at`` on; everybody who checks it reads ``reason``.

    :raises ReasonMissing: ``reason`` is blank.
    :raises AlreadyRevoked: this was done before.
    """
    if not reason.strip():
        raise ReasonMissing
    locked = Certificate.objects.select_for_update().get(pk=certificate.pk)
    if not locked.is_valid:
        raise AlreadyRevoked(number=locked.number)
    locked.state, locked.revoked_at, locked.revoked_by = Certificate.State.REVOKED, at, by
    locked.revoked_reason = reason.strip()[:200]
    locked.save(update_fields=["state", "revoked_at", "revoked_by", "revoked_reason"])
    record("register.certificate.revoked", actor=by, subject=locked, at=at, reason=locked.revoked_reason)
    return locked


def reissue(certificate: Certificate, *, by: Person, reason: str, at: datetime) -> Certificate:
    """Issue a new certificate with today's facts in place of ``certificate``, which is revoked if it still stands.

    :raises ReasonMissing: ``reason`` is blank.
    :raises AlreadySuperseded: it has been replaced before.
    :raises CannotReissue: the person is not complete, or the text cannot be printed; the reasons say so.
    """
    with shelf() as names, transaction.atomic():
        if not reason.strip():
            raise ReasonMissing
        ground, design = _ground_again(certificate, at)
        numbers = numbers_for(ground.cohort, ground.kind, at)
        locked = Certificate.objects.select_for_update().get(pk=certificate.pk)
        if Certificate.objects.filter(supersedes=locked).exists():
            raise AlreadySuperseded(number=locked.number)
        if locked.is_valid:
            revoke(locked, by=by, reason=reason, at=at)
        elif ground.traineeship and (others := held_elsewhere(ground.cohort, [ground.person.pk])):
            raise CannotReissue(reasons="；".join(others[ground.person.pk]))
        made = make(Printing(ground, design, by, at), numbers, names)
        made.supersedes = locked
        made.save(force_insert=True)
        numbers.keep()
        record("register.certificate.reissued", actor=by, subject=made, at=at, instead_of=locked.number, reason=reason)
    return made


@transaction.atomic
def tell_issuers(*, traineeship_ids: Sequence[int], at: datetime) -> None:
    """Tell whoever issued certificates to ``traineeship_ids`` which of them stand without a completion.

    Nothing is revoked: that is for a person to decide. Called twice on a day it tells once.
    """
    found = Certificate.objects.unfounded().filter(traineeship__in=traineeship_ids)
    found = found.select_related("issued_by", "traineeship__cohort").order_by("number")
    numbers: dict[tuple[Person, Cohort], list[str]] = {}
    for each in found:
        assert each.traineeship is not None  # noqa: S101 - nothing else can lose its completion
        numbers.setdefault((each.issued_by, each.traineeship.cohort), []).append(each.number)
    for (issuer, cohort), of_class in numbers.items():
        said = ngettext(
            "%(n)s certificate is valid, but its holder does not meet the requirements any more",
            "%(n)s certificates are valid, but their holders do not meet the requirements any more",
            len(of_class),
        )
        notify(
            issuer,
            at=at,
            kind="register.certificate.unfounded",
            key=f"{of_class[0]}+{len(of_class) - 1}:{timezone.localdate(at)}",
            title=said % {"n": len(of_class)},
            body=_("%(cohort)s: %(numbers)s. Look at the records, and revoke what should not stand.")
            % {"cohort": cohort.name, "numbers": "、".join(of_class)},
            url=f"{reverse('certificate:index')}?cohort={cohort.pk}&ground=lost",
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


def _ground_again(certificate: Certificate, at: datetime) -> tuple[Ground, Design]:
    """Return what ``certificate`` rests on, with today's person, and the design that its batch had.

    :raises CannotReissue: it rests on nothing any more, or cannot be printed.
    """
    first = chain(certificate)[0]
    batch = first.batch
    design = site_design(batch) if batch else _built_in(certificate.kind)
    if certificate.traineeship_id:
        related = Traineeship.objects.select_related("person", "cohort__scheme", "cohort__organiser")
        trainee = related.select_for_update(of=("self",)).get(pk=certificate.traineeship_id)
        ground, reasons = ground_of_trainee(trainee), incomplete(trainee, [])
    else:
        assert batch is not None  # noqa: S101 - only batches issue the other kinds
        recipient = batch.recipients.select_related("person").get(person=certificate.person_id)
        (ground,), reasons = grounds(batch, [recipient]), []
    if reasons := [*reasons, *obstacles(ground, design, at)]:
        raise CannotReissue(reasons="；".join(reasons))
    return ground, design


def _built_in(kind: str) -> Design:
    with translation.override(settings.LANGUAGE_CODE):
        return built_in(kind)
