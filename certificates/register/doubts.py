"""Which certificates rest on a record, and the list of those that wait for a person's decision."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from certificates.register.models import Certificate, Doubt, Kind
from certificates.schemes.models import Requirement
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


def resting_on(record: LearningRecord) -> list[Certificate]:
    """Return the valid certificates of the record's person that may rest on it.

    A record can have counted where the class, or one of its requirements, had begun when it happened, where the
    certificate was issued later, and where a requirement asks for this kind of activity. Whether it did count is
    shown to the person who decides.
    """
    held = Certificate.objects.valid().filter(person=record.person_id, issued_at__gte=record.happened_at)
    held = held.select_related("traineeship__cohort", "batch").order_by("pk")
    return [each for each in held if _may_have_counted(record, each)]


def _may_have_counted(record: LearningRecord, certificate: Certificate) -> bool:
    if certificate.traineeship is None:
        return _is_ground_of(record, certificate)
    cohort = certificate.traineeship.cohort
    asked = Requirement.objects.filter(version=cohort.version_id, activity_kind__in=["", record.activity.kind])
    begun: list[date | None] = list(asked.values_list("since", flat=True))
    happened_on = timezone.localdate(record.happened_at)
    return any(happened_on >= (since or cohort.starts_on) for since in begun)


def _is_ground_of(record: LearningRecord, certificate: Certificate) -> bool:
    """Whether a certificate of another kind rests on ``record``: its exam, a credit of its year, or teaching."""
    batch = certificate.batch
    if batch is None:
        return False
    if certificate.kind == Kind.PASS:
        return bool(record.activity_id == batch.activity_id)
    if certificate.kind == Kind.CREDIT:
        return bool(timezone.localdate(record.happened_at).year == batch.year)
    taught_here = (record.role, record.activity.organiser_id) == (LearningRecord.Role.TEACHER, certificate.issuer_id)
    return certificate.kind == Kind.APPOINTMENT and taught_here


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
