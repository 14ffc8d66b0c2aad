"""Raising doubts about certificates, and deciding on them."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy

from certificates.register.actions.certificates import ReasonMissing, reissue, revoke, tell_issuers
from certificates.register.doubts import resting_on
from certificates.register.models import Certificate, Decision, Doubt
from lms.audit.actions import record
from lms.kit.errors import Refusal
from lms.people.models import Person
from lms.records.models import LearningRecord


class NotInDoubt(Refusal):
    """A decision answers a doubt."""

    code = "certificate_not_in_doubt"
    message = gettext_lazy("Nothing about certificate %(number)s waits for a decision. Somebody has decided already.")


@transaction.atomic
def raise_doubts(*, record_ids: Sequence[int], at: datetime) -> int:
    """Question the certificates that rest on the records ``record_ids``, taken back; return how many doubts are new.

    Called twice it raises nothing twice.
    """
    taken_back = LearningRecord.objects.filter(pk__in=record_ids, reversal__isnull=False)
    taken_back = taken_back.select_related("activity").order_by("pk")
    raised: list[Doubt] = []
    for each in taken_back:
        for certificate in _locked(resting_on(each)):
            if not Doubt.objects.filter(certificate=certificate, record=each).exists():
                raised.append(_raise(certificate, Doubt.Ground.RECORD, at, about=each))
    tell_issuers(traineeship_ids=[doubt.certificate.traineeship_id for doubt in raised], at=at)
    return len(raised)


@transaction.atomic
def question_unfounded(*, at: datetime, traineeship_ids: Sequence[int] | None = None) -> int:
    """Question the valid certificates whose holders do not meet the requirements (any more); return how many are new.

    Nothing is revoked: that is for a person to decide. Whoever issued them is told.

    :param traineeship_ids: only these; ``None`` is everybody, for the nightly sweep.
    """
    unfounded = Certificate.objects.unfounded().exclude(pk__in=Doubt.objects.waiting().values("certificate"))
    if traineeship_ids is None:
        # What was kept in spite of it stays kept until something new happens.
        kept = Decision.objects.filter(verdict=Decision.Verdict.KEEP)
        unfounded = unfounded.exclude(pk__in=kept.values("doubt__certificate"))
    else:
        unfounded = unfounded.filter(traineeship__in=traineeship_ids)
    raised = [_raise(each, Doubt.Ground.STANDING, at) for each in _locked(list(unfounded))]
    tell_issuers(traineeship_ids=[doubt.certificate.traineeship_id for doubt in raised], at=at)
    return len(raised)


@transaction.atomic
def keep(certificate: Certificate, *, by: Person, reason: str, at: datetime) -> Certificate:
    """Decide that ``certificate`` stays valid in spite of the doubts about it.

    :raises ReasonMissing: ``reason`` is blank.
    :raises NotInDoubt: nothing waits for a decision.
    """
    if not reason.strip():
        raise ReasonMissing
    _write(_waiting(certificate), Decision.Verdict.KEEP, by, reason, at)
    return certificate


@transaction.atomic
def revoke_doubted(certificate: Certificate, *, by: Person, reason: str, at: datetime) -> Certificate:
    """Decide that ``certificate`` is void.

    :raises NotInDoubt: nothing waits for a decision.
    :raises Refusal: what :func:`revoke` refuses.
    """
    doubts = _waiting(certificate)
    revoked = revoke(certificate, by=by, reason=reason, at=at)
    _write(doubts, Decision.Verdict.REVOKE, by, reason, at)
    return revoked


@transaction.atomic
def replace_doubted(
    certificate: Certificate, *, by: Person, reason: str, at: datetime, seen: str | None = None
) -> Certificate:
    """Decide that a new certificate takes the place of ``certificate``; return the new one.

    :raises NotInDoubt: nothing waits for a decision.
    :raises Refusal: what :func:`reissue` refuses.
    """
    doubts = _waiting(certificate)
    new = reissue(certificate, by=by, reason=reason, at=at, seen=seen)
    _write(doubts, Decision.Verdict.REPLACE, by, reason, at, replacement=new)
    return new


def _locked(certificates: Sequence[Certificate]) -> list[Certificate]:
    """Return ``certificates``, locked: two workers must not both find that nobody has questioned them yet."""
    ids = [each.pk for each in certificates]
    return list(Certificate.objects.select_for_update().filter(pk__in=ids).order_by("pk"))


def _raise(certificate: Certificate, ground: str, at: datetime, about: LearningRecord | None = None) -> Doubt:
    doubt = Doubt.objects.create(certificate=certificate, ground=ground, record=about, raised_at=at)
    record("register.certificate.doubted", actor=None, subject=certificate, at=at, ground=str(ground))
    return doubt


def _waiting(certificate: Certificate) -> list[Doubt]:
    list(Certificate.objects.select_for_update().filter(pk=certificate.pk))
    doubts = list(Doubt.objects.waiting().filter(certificate=certificate).order_by("pk"))
    if not doubts:
        raise NotInDoubt(number=certificate.number)
    return doubts


def _write(
    doubts: Sequence[Doubt],
    verdict: str,
    by: Person,
    reason: str,
    at: datetime,
    replacement: Certificate | None = None,
) -> None:
    said = reason.strip()[:200]
    more = {"verdict": verdict, "reason": said, "replacement": replacement, "decided_at": at, "decided_by": by}
    Decision.objects.bulk_create([Decision(doubt=doubt, **more) for doubt in doubts])
    for doubt in doubts:
        record("register.doubt.decided", actor=by, subject=doubt, at=at, verdict=str(verdict), reason=said)
