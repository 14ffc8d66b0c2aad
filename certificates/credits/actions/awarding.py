"""Awarding credits for records, and taking them back."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.db.models.functions import ExtractYear
from django.utils import timezone

from certificates.credits.models import CreditLine, CreditRule
from certificates.credits.rules import credits_for_minutes, room_left
from certificates.credits.signals import credits_changed
from lms.audit.actions import record as audit
from lms.kit.queue import announce
from lms.people.models import Person
from lms.records.models import LearningRecord

_EARNING = [LearningRecord.Outcome.COMPLETED, LearningRecord.Outcome.ATTENDED, LearningRecord.Outcome.PASSED]


@transaction.atomic
def add_rule(*, by: Person | None, at: datetime, **fields: Any) -> CreditRule:
    """Write down a credit rule; ``fields`` are those of :class:`CreditRule`. The same rule twice is one rule.

    The authority's open rule for the same kind and role, if it is older, ends where the new one begins.
    """
    begins = fields.pop("valid_from")
    key = {name: fields.pop(name) for name in ("authority", "activity_kind")}
    key["role"] = fields.pop("role", LearningRecord.Role.LEARNER)
    CreditRule.objects.filter(**key, valid_to=None, valid_from__lt=begins).update(valid_to=begins)
    rule, made = CreditRule.objects.get_or_create(**key, valid_from=begins, defaults=fields)
    if made:
        audit("credits.rule.added", actor=by, subject=rule, at=at, document=rule.document)
    return rule


@transaction.atomic
def award(*, record_ids: Sequence[int], at: datetime) -> list[CreditLine]:
    """Give the credit that ``record_ids`` earn, and take back what reversed ones among them had earned.

    Safe to call twice: one line for a record and a rule, one reversal for a line. Returns the new lines.
    """
    records = LearningRecord.objects.filter(pk__in=record_ids).select_related("activity")
    people = sorted({record.person_id for record in records})
    # The lock makes "sum the year, then add" one step: two workers must not both see room under a yearly cap.
    list(Person.objects.select_for_update().filter(pk__in=people).order_by("pk").values_list("pk", flat=True))

    written = [*_reversals(records, at), *_awards(records, at)]
    CreditLine.objects.bulk_create(written)
    if written:
        announce(credits_changed, person_ids=sorted({line.person_id for line in written}))
    return written


def _reversals(records: Iterable[LearningRecord], at: datetime) -> list[CreditLine]:
    reversed_ids = [record.reverses_id for record in records if record.reverses_id]
    return [
        CreditLine(
            person_id=line.person_id,
            record_id=line.record_id,
            rule_id=line.rule_id,
            hundredths=-line.hundredths,
            uncapped_hundredths=line.uncapped_hundredths,
            earned_on=line.earned_on,
            computed_at=at,
            reverses=line,
        )
        for line in CreditLine.objects.standing().filter(record__in=reversed_ids)
    ]


@dataclass(frozen=True)
class _Claim:
    record: LearningRecord
    rule: CreditRule
    day: date

    @property
    def year(self) -> tuple[int, int, int]:
        return self.record.person_id, self.rule.pk, self.day.year


def _awards(records: Any, at: datetime) -> list[CreditLine]:
    claims = _claims(records)
    used = _used(claims)
    lines = []
    for claim in claims:
        rule, record = claim.rule, claim.record
        earned = credits_for_minutes(
            record.minutes, minutes_per_credit=rule.minutes_per_credit, ceiling=rule.cap_per_activity_hundredths
        )
        counted = room_left(cap=rule.cap_per_year_hundredths, used=used[claim.year], earned=earned)
        if not counted:
            continue
        used[claim.year] += counted
        lines.append(
            CreditLine(
                person_id=record.person_id,
                record=record,
                rule=rule,
                hundredths=counted,
                uncapped_hundredths=earned,
                earned_on=claim.day,
                computed_at=at,
            )
        )
    return lines


def _claims(records: Any) -> list[_Claim]:
    """Return each standing record with each rule that speaks of it and has not paid for it yet, oldest first."""
    standing = records.standing().filter(outcome__in=_EARNING).order_by("happened_at", "pk")
    rules = list(CreditRule.objects.order_by("pk"))
    paid = set(CreditLine.objects.filter(record__in=standing, reverses=None).values_list("record", "rule"))
    return [
        _Claim(record, rule, day)
        for record in standing
        for day in [timezone.localdate(record.happened_at)]
        for rule in rules
        if rule.covers(record, day) and (record.pk, rule.pk) not in paid
    ]


def _used(claims: Sequence[_Claim]) -> dict[tuple[int, int, int], int]:
    people = {claim.record.person_id for claim in claims}
    sums = (
        CreditLine.objects.filter(person__in=people)
        .values_list("person", "rule", ExtractYear("earned_on"))
        .annotate(total=Sum("hundredths"))
    )
    return defaultdict(int, {(person, rule, year): total for person, rule, year, total in sums})
