"""Keeping what the rules noticed, once, and saying what it was."""

import hashlib
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lms.audit.actions import record
from lms.coverage.models import Anomaly, AnomalyDecision, AnomalyPerson
from lms.coverage.queries.limits import limits_now
from lms.coverage.queries.signs import suspicions
from lms.coverage.queries.subjects import workplaces
from lms.coverage.rules.anomalies import Suspicion
from lms.coverage.rules.limits import Limits
from lms.coverage.rules.posts import place_then
from lms.kit.errors import Refusal
from lms.people.models import Person

_STEP = 500


class MayNotDecide(Refusal):
    """Auditors decide, about people of their area."""

    code = "anomaly_may_not_decide"
    message = _("You may not decide on this anomaly. Ask an auditor of this area.")


class NoReason(Refusal):
    """A decision that says nothing explains nothing."""

    code = "anomaly_no_reason"
    message = _("Write how you know, in a sentence at least.")


class AlreadyDecided(Refusal):
    """An anomaly is decided on once."""

    code = "anomaly_already_decided"
    message = _("Somebody has decided on this anomaly already. Open it again to see what they said.")


@transaction.atomic
def decide(anomaly: Anomaly, outcome: str, reason: str, *, by: Person, at: datetime) -> AnomalyDecision:
    """Say what an anomaly is. Nothing follows from it but what people do.

    :param outcome: a :class:`AnomalyDecision.Outcome`.
    :raises MayNotDecide: ``by`` is no auditor of anybody it concerns.
    :raises NoReason: there is no reason.
    :raises AlreadyDecided: somebody has.
    """
    seen = Anomaly.objects.visible_to(by).filter(pk=anomaly.pk).exists()
    if not seen or not by.has_perm("coverage.decide_anomaly"):
        raise MayNotDecide
    if not reason.strip():
        raise NoReason
    locked = Anomaly.objects.select_for_update().get(pk=anomaly.pk)
    if AnomalyDecision.objects.filter(anomaly=locked).exists():
        raise AlreadyDecided
    made = AnomalyDecision.objects.create(
        anomaly=locked, outcome=outcome, reason=reason.strip(), decided_by=by, decided_at=at
    )
    record("coverage.anomaly.decided", actor=by, subject=locked, at=at, verdict=str(outcome))
    return made


def sweep(*, since: datetime, at: datetime) -> int:
    """Look for anomalies in what has happened since an instant; return how many are new.

    What was noticed before is not noticed again, whether somebody has decided on it or not. Nobody is told and
    nothing is taken away: people look at the list.
    """
    limits = limits_now()
    return keep(list(suspicions(since, limits)), limits, at=at)


@transaction.atomic
def keep(noticed: Iterable[Suspicion], limits: Limits, *, at: datetime) -> int:
    """Write down what is not yet known of ``noticed``, in bulk, with the thresholds; return how many.

    Everybody stands at the workplace that they had on the day it happened. Whom no post ever placed anywhere is left
    out: nobody could see it.
    """
    by_key = {_key(each): each for each in noticed}
    keys = sorted(by_key)
    known: set[str] = set()
    for start in range(0, len(keys), _STEP):
        some = Anomaly.objects.filter(key__in=keys[start : start + _STEP])
        known.update(some.values_list("key", flat=True))
    homes = workplaces({person for key in keys if key not in known for person in by_key[key].people})
    new = [key for key in keys if key not in known and any(person in homes for person in by_key[key].people)]
    made = Anomaly.objects.bulk_create([_row(key, by_key[key], limits, at) for key in new], batch_size=_STEP)
    AnomalyPerson.objects.bulk_create(
        [
            AnomalyPerson(anomaly=anomaly, person_id=person, workplace_id=place_then(posts, anomaly.happened_on))
            for anomaly, key in zip(made, new, strict=True)
            for person in by_key[key].people
            if (posts := homes.get(person))
        ],
        batch_size=_STEP,
    )
    return len(made)


def _row(key: str, noticed: Suspicion, limits: Limits, at: datetime) -> Anomaly:
    return Anomaly(
        rule=noticed.rule,
        key=key,
        happened_on=noticed.happened_on,
        figures=dict(noticed.figures),
        thresholds=dict(limits[noticed.rule]),
        found_at=at,
    )


def _key(noticed: Suspicion) -> str:
    return hashlib.sha256(f"{noticed.rule}|{noticed.key}".encode()).hexdigest()
