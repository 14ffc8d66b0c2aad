"""Which learning records certificates of each kind rest on."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from certificates.credits.models import CreditLine, CreditLineQuerySet
from certificates.register.facts import Ground
from certificates.register.models import Batch, Certificate, Kind
from certificates.register.queries import chain
from certificates.schemes.models import Cohort, Traineeship
from certificates.schemes.queries import footings
from lms.records.models import LearningRecord, LearningRecordQuerySet

Footings = dict[int, list[int]]


def footings_of(grounds: Sequence[Ground], batch: Batch | None) -> Footings:
    """Return by person the ids of the records that certificates on ``grounds``, all of one batch, rest on now.

    The number of queries does not grow with the people.
    """
    if not grounds:
        return {}
    if grounds[0].kind == Kind.COMPLETION:
        return _of_trainees(grounds[0].cohort, [each.traineeship for each in grounds if each.traineeship], None)
    return _of_others(batch, grounds[0].kind, [each.person.pk for each in grounds], None)


def footings_then(certificates: Iterable[Certificate]) -> Mapping[int, list[int]]:
    """Return by id the records that ``certificates`` rest on: as kept, or else as it was known when they were issued.

    For those from before it was kept, a few queries each; ``footing``, ``batch`` and ``traineeship__cohort`` come
    along with them.
    """
    return {each.pk: each.footing.records if hasattr(each, "footing") else _then(each) for each in certificates}


def records_under(certificate: Certificate, viewer: object) -> tuple[list[LearningRecord], int]:
    """Return the records ``certificate`` rests on that ``viewer`` may see, oldest first; and how many more it has."""
    ids = footings_then([certificate])[certificate.pk]
    seen = LearningRecord.objects.visible_to(viewer).filter(pk__in=ids).select_related("activity", "reversal")
    records = list(seen.distinct().order_by("happened_at", "pk"))
    return records, len(ids) - len(records)


def best_passes(activity_id: Any, people: Any, known_at: datetime | None = None) -> dict[int, tuple[int, int, date]]:
    """Return by person the id, the score in hundredths and the day of the best pass of an exam, the first of equals."""
    passed = LearningRecord.objects.known_at(known_at).filter(
        activity=activity_id, outcome=LearningRecord.Outcome.PASSED, person__in=people
    )
    best: dict[int, tuple[int, int, date]] = {}
    rows = passed.order_by("happened_at", "pk").values_list("person", "pk", "score_hundredths", "happened_at")
    for person, record, score, when in rows:
        if person not in best or (score or 0) > best[person][1]:
            best[person] = (record, score or 0, timezone.localdate(when))
    return best


def credit_of(batch: Batch, lines: CreditLineQuerySet, people: Any) -> CreditLineQuerySet:
    """Return those of ``lines`` that a credit certificate of ``batch`` adds up for ``people``."""
    year = batch.year or 0
    days = (date(year, 1, 1), date(year, 12, 31))
    return lines.filter(person__in=people, earned_on__range=days, authority=batch.terms.get("authority", ""))


def teaching_for(cohort: Cohort, known_at: datetime | None = None) -> LearningRecordQuerySet:
    """Return the records of teaching for the organiser of ``cohort`` while the class ran."""
    first = datetime.combine(cohort.starts_on, time(), UTC) - timedelta(days=1)
    last = datetime.combine(cohort.ends_on, time(), UTC) + timedelta(days=1)
    return LearningRecord.objects.known_at(known_at).filter(
        role=LearningRecord.Role.TEACHER,
        activity__organiser=cohort.organiser_id,
        happened_at__range=(first, last),
    )


def _then(certificate: Certificate) -> list[int]:
    if certificate.traineeship:
        trainee = certificate.traineeship
        found = _of_trainees(trainee.cohort, [trainee], certificate.issued_at)
    else:
        # A correction belongs to no batch itself.
        batch = certificate.batch or chain(certificate)[0].batch
        found = _of_others(batch, certificate.kind, [certificate.person_id], certificate.issued_at)
    return found.get(certificate.person_id, [])


def _of_trainees(cohort: Cohort, trainees: Sequence[Traineeship], known_at: datetime | None) -> Footings:
    found = footings(cohort, trainees, known_at=known_at)
    return {each.person_id: found[each.pk] for each in trainees}


def _of_others(batch: Batch | None, kind: str, people: Sequence[int], known_at: datetime | None) -> Footings:
    if batch is None:
        return {}
    if kind == Kind.PASS:
        return {person: [best[0]] for person, best in best_passes(batch.activity_id, people, known_at).items()}
    if kind == Kind.CREDIT:
        earning = credit_of(batch, CreditLine.objects.known_at(known_at), people).filter(hundredths__gt=0)
        return _listed(earning.values_list("person", "record"))
    if kind == Kind.APPOINTMENT:
        return _listed(teaching_for(batch.cohort, known_at).filter(person__in=people).values_list("person", "pk"))
    # Whom people honor they have chosen themselves.
    return {}


def _listed(pairs: Iterable[tuple[int, int]]) -> Footings:
    found: dict[int, set[int]] = defaultdict(set)
    for person, record in pairs:
        found[person].add(record)
    return {person: sorted(records) for person, records in found.items()}
