"""Issuing, revoking and correcting certificates."""

import hashlib
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certificates.register.actions.settling import settle
from certificates.register.badges.publishing import tell_lists
from certificates.register.correcting import correction_of
from certificates.register.facts import facts_for, freeze
from certificates.register.models import Batch, Certificate, Decision, Kind, NumberSeries, private_storage
from certificates.register.printing import DEFAULT_LAYOUT
from certificates.register.proof import with_proof
from certificates.register.queries import held_elsewhere, obstacles, plan_issue
from certificates.register.rules import number_of, prefix_of
from certificates.register.sealing import Sealing
from certificates.register.shelf import keep, shelf, strays
from certificates.schemes.models import Cohort, Traineeship
from lms.audit.actions import record
from lms.jobs import actions as jobs
from lms.kit.errors import Refusal
from lms.notices.actions import notify
from lms.people.models import Person

# Certificates made in one transaction: what a kill can cost is at most this many, and they are made again. It is also
# one step of the job: how often its bar moves, and how soon it can be stopped.
AT_ONCE = 10
# A batch that is being made has files before it has rows; none is made for this long.
STRAY_AFTER = timedelta(hours=1)


class NobodyDue(Refusal):
    """A batch gives something to somebody."""

    code = "nobody_due"
    message = gettext_lazy("Nobody in this class is due a certificate now.")


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
def request_issue(cohort: Cohort, *, by: Person, at: datetime, return_url: str = "") -> Batch:
    """Start issuing to everybody in ``cohort`` who is due; a batch that is still running is returned instead.

    :param return_url: where the page of the job leads when it is done.
    :raises NobodyDue: there is nobody to issue to.
    """
    locked = Cohort.objects.select_for_update().get(pk=cohort.pk)
    if running := Batch.objects.filter(cohort=locked, job__isnull=False, job__ended_at=None).first():
        return running
    if not plan_issue(locked, at=at).due:
        raise NobodyDue
    batch = _approve(locked, by, at)
    batch.job = jobs.start(
        "register.issue",
        title=_("Certificates for %(cohort)s") % {"cohort": locked.name},
        owner=by,
        at=at,
        return_url=return_url,
        batch_id=batch.pk,
    )
    batch.save(update_fields=["job"])
    return batch


def issue(cohort: Cohort, *, by: Person, at: datetime) -> list[Certificate]:
    """Issue to everybody in ``cohort`` who is due, at once and in this process; return the new certificates."""
    due = [trainee.pk for trainee in plan_issue(cohort, at=at).due]
    if not due:
        return []
    with transaction.atomic():
        batch = _approve(cohort, by, at)
    for start in range(0, len(due), AT_ONCE):
        issue_some(batch, due[start : start + AT_ONCE], at=at)
    return list(batch.certificates.order_by("pk"))


def issue_some(batch: Batch, traineeship_ids: Sequence[int], *, at: datetime) -> int:
    """Issue to those of ``traineeship_ids`` who are due at this moment; return to how many.

    One transaction holds numbers, rows and the check, so cut off anywhere it leaves no number used and no row;
    called again, or by two workers at once, it gives nobody a second certificate.
    """
    with shelf() as names, transaction.atomic():
        # First the trainees, so that nobody's completion changes meanwhile; then the series, one worker at a time.
        list(Traineeship.objects.select_for_update().filter(pk__in=traineeship_ids).order_by("pk").values_list("pk"))
        series = _series_for(batch.cohort, at)
        due = plan_issue(batch.cohort, at=at, only=traineeship_ids).due
        sealing = Sealing(batch.cohort.organiser, by=batch.made_by, at=at)
        made = [_make(trainee, series, sealing, batch.made_by, names, at) for trainee in due]
        for certificate in made:
            certificate.batch = batch
        Certificate.objects.bulk_create(made)
        sealing.keep(made)
        series.save(update_fields=["next"])
        if made:
            numbers = {"first": made[0].number, "last": made[-1].number, "count": len(made)}
            record("register.batch.issued", actor=batch.made_by, subject=batch, at=at, **numbers)
    return len(made)


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


def reissue(certificate: Certificate, *, by: Person, reason: str, at: datetime, seen: str | None = None) -> Certificate:
    """Issue a new certificate with today's facts in place of ``certificate``, which is superseded if it still stands.

    :param seen: the fingerprint of the new text that ``by`` was shown (see :class:`Correction`); ``None`` asks nothing.
    :raises ReasonMissing: ``reason`` is blank.
    :raises TextHasChanged: the new text is not the one that was shown any more.
    :raises AlreadySuperseded: it has been replaced before.
    :raises CannotReissue: the person is not complete, or the text cannot be printed; the reasons say so.
    """
    with shelf() as names, transaction.atomic():
        if not reason.strip():
            raise ReasonMissing
        trainee = _complete_trainee(certificate.traineeship_id, at)
        series = _series_for(trainee.cohort, at)
        locked = Certificate.objects.select_for_update().get(pk=certificate.pk)
        if Certificate.objects.filter(supersedes=locked).exists():
            raise AlreadySuperseded(number=locked.number)
        if seen is not None and seen != correction_of(locked, trainee, at=at).fingerprint:
            raise TextHasChanged
        if locked.is_valid:
            _end(locked, Certificate.State.SUPERSEDED, by, reason, at)
        elif others := held_elsewhere(trainee.cohort, [trainee.person_id]):
            raise CannotReissue(reasons="；".join(others[trainee.person_id]))
        sealing = Sealing(trainee.cohort.organiser, by=by, at=at)
        made = _make(trainee, series, sealing, by, names, at)
        made.supersedes = locked
        made.save(force_insert=True)
        sealing.keep([made])
        settle(locked, Decision.Verdict.REPLACE, by=by, reason=reason, at=at, replacement=made)
        series.save(update_fields=["next"])
        record("register.certificate.reissued", actor=by, subject=made, at=at, instead_of=locked.number, reason=reason)
        _tell_holder(
            made,
            at,
            kind="register.certificate.reissued",
            title=_("A new certificate replaces %(number)s") % {"number": locked.number},
            body=_("The new one is %(number)s; the old one is not valid any more. Reason: %(reason)s")
            % {"number": made.number, "reason": reason.strip()},
        )
    return made


def _end(certificate: Certificate, state: str, by: Person, reason: str, at: datetime) -> None:
    certificate.state, certificate.revoked_at, certificate.revoked_by = state, at, by
    certificate.revoked_reason = reason.strip()[:200]
    certificate.save(update_fields=["state", "revoked_at", "revoked_by", "revoked_reason"])
    tell_lists(certificate)


def _tell_holder(certificate: Certificate, at: datetime, *, kind: str, title: str, body: str) -> None:
    address = reverse("register:index")
    notify(certificate.person, at=at, kind=kind, key=str(certificate.pk), title=title, body=body, url=address)


@transaction.atomic
def clear_strays(*, at: datetime) -> int:
    """Take away files that a worker cut off in its work has left: they look real, and their numbers went to others."""
    names = strays(at - STRAY_AFTER)
    for name in names:
        private_storage().delete(name)
    if names:
        record("register.files.cleared", actor=None, subject=None, at=at, count=len(names))
    return len(names)


def _approve(cohort: Cohort, by: Person, at: datetime) -> Batch:
    batch = Batch.objects.create(cohort=cohort, made_by=by, made_at=at, approved_by=by, approved_at=at)
    record("register.batch.approved", actor=by, subject=batch, at=at)
    return batch


def _complete_trainee(traineeship_id: int, at: datetime) -> Traineeship:
    related = Traineeship.objects.select_related("person", "cohort__scheme", "cohort__organiser")
    trainee = related.select_for_update(of=("self",)).get(pk=traineeship_id)
    if reasons := obstacles(trainee, [], at):
        raise CannotReissue(reasons="；".join(reasons))
    return trainee


def _series_for(cohort: Cohort, at: datetime) -> NumberSeries:
    """Return the series of ``cohort``'s scheme and the year of ``at``, locked until the transaction ends."""
    year = timezone.localdate(at).year
    prefix = prefix_of(cohort.scheme.code, year)
    attributes = {"issuer": cohort.organiser, "year": year, "kind": Kind.COMPLETION}
    NumberSeries.objects.get_or_create(prefix=prefix, defaults=attributes)
    return NumberSeries.objects.select_for_update().get(prefix=prefix)


def _make(
    trainee: Traineeship, series: NumberSeries, sealing: Sealing, by: Person, names: list[str], at: datetime
) -> Certificate:
    uid = uuid.uuid4()
    number = number_of(series.prefix, series.next)
    facts = with_proof(facts_for(trainee, number=number, uid=uid, at=at), uid)
    pdf = sealing.certificate(facts, DEFAULT_LAYOUT, uid=uid, kind=series.kind)
    name = keep(f"certificates/{series.year}/{number}-{uid.hex[:8]}.pdf", pdf)
    names.append(name)
    series.next += 1
    return Certificate(
        number=number,
        uid=uid,
        person_id=trainee.person_id,
        traineeship=trainee,
        issuer=trainee.cohort.organiser,
        facts=freeze(facts),
        layout_version=DEFAULT_LAYOUT.version,
        file=name,
        sha256=hashlib.sha256(pdf).hexdigest(),
        size=len(pdf),
        issued_at=at,
        issued_by=by,
    )
