"""Which certificates rest on a record, and the list of those that wait for a person's decision."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from certificates.register.footing import footings_then
from certificates.register.models import Certificate, Doubt
from lms.audit.models import Entry
from lms.records.models import LearningRecord


@dataclass(frozen=True)
class Reversal:
    """A record that was taken back: who did it, why and when."""

    record: LearningRecord
    by: str
    reason: str
    at: datetime


@dataclass(frozen=True)
class Matter:
    """One certificate that waits for a decision, with all that speaks against it."""

    certificate: Certificate
    since: datetime
    reversals: tuple[Reversal, ...]

    @property
    def stands(self) -> bool:
        """Whether the holder meets the requirements all the same."""
        return not self.certificate.is_unfounded


def resting_on(records: Sequence[LearningRecord]) -> list[tuple[Certificate, LearningRecord]]:
    """Return the valid certificates that rest on any of ``records``, each with the record.

    A record that played no part in issuing a certificate is nothing to it. The number of queries does not grow with
    the records, but for certificates from before it was kept what they rest on.
    """
    held = Certificate.objects.valid().filter(person__in={each.person_id for each in records})
    certificates = list(held.select_related("footing", "traineeship__cohort", "batch__cohort").order_by("pk"))
    rested_on = footings_then(certificates)
    return [
        (certificate, record)
        for record in records
        for certificate in certificates
        if certificate.person_id == record.person_id and record.pk in rested_on[certificate.pk]
    ]


def matters(viewer: object, *conditions: Q, **named: object) -> list[Matter]:
    """Return what waits for a decision in ``viewer``'s scope, the oldest first. Three queries.

    :param conditions: and ``named``: further conditions on doubts.
    """
    waiting = Doubt.objects.run_by(viewer).waiting().filter(*conditions, **named).order_by("raised_at", "pk")
    doubts = list(_with_facts(waiting))
    by_certificate: dict[int, list[Doubt]] = {}
    for doubt in doubts:
        by_certificate.setdefault(doubt.certificate_id, []).append(doubt)
    reversals = _reversals([doubt.record for doubt in doubts if doubt.record])
    return [
        Matter(
            certificate=some[0].certificate,
            since=some[0].raised_at,
            reversals=tuple(reversals[each.record_id] for each in some if each.record_id),
        )
        for some in by_certificate.values()
    ]


def _with_facts(waiting: QuerySet[Doubt]) -> QuerySet[Doubt]:
    return waiting.select_related(
        "certificate__traineeship__cohort",
        "certificate__batch__cohort",
        "certificate__person",
        "record__activity",
        "record__reversal",
    )


def _reversals(records: Sequence[LearningRecord]) -> dict[int | None, Reversal]:
    who = _who_took_back(record.pk for record in records)
    return {
        record.pk: Reversal(
            record=record,
            by=who.get(str(record.pk), ""),
            reason=str(record.reversal.evidence.get("reason", "")),
            at=record.reversal.recorded_at,
        )
        for record in records
    }


def _who_took_back(record_ids: Iterable[int]) -> dict[str, str]:
    ids = [str(pk) for pk in record_ids]
    entries = Entry.objects.filter(
        verb="records.record.reversed", subject_kind=LearningRecord._meta.label_lower, subject_id__in=ids
    )
    return dict(entries.values_list("subject_id", "actor_name"))
