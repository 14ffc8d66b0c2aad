"""Raising doubts about certificates, and deciding on them."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from certificates.register.actions.certificates import ReasonMissing
from certificates.register.actions.settling import settle
from certificates.register.doubts import resting_on
from certificates.register.models import Certificate, Decision, Doubt
from certificates.schemes.models import Cohort
from lms.audit.actions import record
from lms.kit.errors import Refusal
from lms.notices.actions import notify
from lms.people.models import Person
from lms.records.models import LearningRecord

# How far back the nightly sweep looks for records that were taken back.
LATELY = timedelta(days=30)


class NotInDoubt(Refusal):
    """A decision answers a doubt."""

    code = "certificate_not_in_doubt"
    message = gettext_lazy("Nothing about certificate %(number)s waits for a decision. Somebody has decided already.")


@transaction.atomic
def raise_doubts(*, record_ids: Sequence[int], at: datetime) -> int:
    """Question the certificates that rest on the records ``record_ids``, taken back; return how many doubts are new.

    Called twice it raises nothing twice.
    """
    taken_back = list(LearningRecord.objects.filter(pk__in=record_ids, reversal__isnull=False).order_by("pk"))
    resting = resting_on(taken_back)
    locked = {each.pk: each for each in _locked([certificate for certificate, _record in resting])}
    known = set(Doubt.objects.filter(record__in=taken_back).values_list("certificate", "record"))
    raised = [
        _raise(locked[certificate.pk], Doubt.Ground.RECORD, at, about=each)
        for certificate, each in resting
        if (certificate.pk, each.pk) not in known
    ]
    tell_issuers([doubt.certificate_id for doubt in raised], at=at)
    return len(raised)


def sweep_doubts(*, at: datetime) -> int:
    """Raise what was not heard of: about records taken back lately, and about everybody who is not complete any more.

    A record can be taken back in the moment in which a certificate is issued on it; neither sees the other.
    """
    lately = LearningRecord.objects.filter(reversal__recorded_at__gte=at - LATELY)
    return raise_doubts(record_ids=list(lately.values_list("pk", flat=True)), at=at) + question_unfounded(at=at)


@transaction.atomic
def question_unfounded(*, at: datetime, traineeship_ids: Sequence[int] | None = None) -> int:
    """Question the valid certificates whose holders do not meet the requirements (any more); return how many are new.

    Nothing is revoked: that is for a person to decide. Whoever issued them is told.

    :param traineeship_ids: only these; ``None`` is everybody, for the nightly sweep.
    """
    unfounded = Certificate.objects.unfounded()
    if traineeship_ids is None:
        # What was kept in spite of it stays kept until something new happens.
        kept = Decision.objects.filter(verdict=Decision.Verdict.KEEP)
        unfounded = unfounded.exclude(pk__in=kept.values("doubt__certificate"))
    else:
        unfounded = unfounded.filter(traineeship__in=traineeship_ids)
    locked = _locked(list(unfounded))
    questioned = set(Doubt.objects.waiting().filter(certificate__in=locked).values_list("certificate", flat=True))
    raised = [_raise(each, Doubt.Ground.STANDING, at) for each in locked if each.pk not in questioned]
    tell_issuers([doubt.certificate_id for doubt in raised], at=at)
    return len(raised)


@transaction.atomic
def keep(certificate: Certificate, *, by: Person, reason: str, at: datetime) -> Certificate:
    """Decide that ``certificate`` stays valid in spite of the doubts about it.

    :raises ReasonMissing: ``reason`` is blank.
    :raises NotInDoubt: nothing waits for a decision.
    """
    if not reason.strip():
        raise ReasonMissing
    locked = Certificate.objects.select_for_update().get(pk=certificate.pk)
    if not (locked.is_valid and settle(locked, Decision.Verdict.KEEP, by=by, reason=reason, at=at)):
        raise NotInDoubt(number=locked.number)
    return locked


@transaction.atomic
def tell_issuers(certificate_ids: Sequence[int], *, at: datetime) -> None:
    """Tell whoever issued the certificates ``certificate_ids`` which of them wait for a decision.

    Called twice on a day it tells once.
    """
    found = Certificate.objects.filter(pk__in=certificate_ids, doubts__in=Doubt.objects.waiting()).distinct()
    found = found.select_related("issued_by", "traineeship__cohort", "batch__cohort").order_by("number")
    numbers: dict[tuple[Person, Cohort | None], list[str]] = {}
    for each in found:
        numbers.setdefault((each.issued_by, each.cohort), []).append(each.number)
    for (issuer, cohort), of_class in numbers.items():
        said = ngettext("%(n)s certificate needs your decision", "%(n)s certificates need your decision", len(of_class))
        why = _(
            "%(cohort)s: %(numbers)s. A learning record was taken back, or the requirements are not met any more. "
            "Decide whether each stays valid."
        )
        notify(
            issuer,
            at=at,
            kind="register.certificate.doubted",
            key=f"{of_class[0]}+{len(of_class) - 1}:{timezone.localdate(at)}",
            title=said % {"n": len(of_class)},
            body=why % {"cohort": cohort.name if cohort else "", "numbers": "、".join(of_class)},
            url=reverse("certificate:doubts") + (f"?cohort={cohort.pk}" if cohort else ""),
        )


def _locked(certificates: Sequence[Certificate]) -> list[Certificate]:
    """Return ``certificates``, locked: two workers must not both find that nobody has questioned them yet."""
    ids = [each.pk for each in certificates]
    return list(Certificate.objects.select_for_update().filter(pk__in=ids).order_by("pk"))


def _raise(certificate: Certificate, ground: str, at: datetime, about: LearningRecord | None = None) -> Doubt:
    doubt = Doubt.objects.create(certificate=certificate, ground=ground, record=about, raised_at=at)
    record("register.certificate.doubted", actor=None, subject=certificate, at=at, ground=str(ground))
    return doubt
