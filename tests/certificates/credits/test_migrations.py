"""What an older database held is there afterwards."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from certificates.credits import actions
from certificates.credits.models import CreditLine, CreditRule, RuleSet
from tests.factories.records import LearningRecordFactory
from tests.migrating import migrate

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]

AT = datetime(2026, 11, 19, 2, 0, tzinfo=UTC)
BEFORE = "0003_no_replace"


def _rule(apps, authority, kind, begins, ends=None, **more):
    fields = {"name": kind, "minutes_per_credit": 60, "document": "旧文件", "confirmed": False, **more}
    return apps.get_model("credits", "CreditRule").objects.create(
        authority=authority, activity_kind=kind, valid_from=begins, valid_to=ends, **fields
    )


def _line(apps, record, rule, day, hundredths, **more):
    fields = {"uncapped_hundredths": hundredths, "computed_at": AT, **more}
    return apps.get_model("credits", "CreditLine").objects.create(
        person_id=record.person_id,
        record_id=record.pk,
        rule=rule,
        hundredths=hundredths,
        earned_on=day,
        **fields,
    )


def _fill(old, records):
    lesson = _rule(old, "省", "lesson", date(2024, 1, 1), cap_per_year_hundredths=500, cap_per_activity_hundredths=300)
    _rule(old, "省", "exam", date(2025, 1, 1), date(2026, 1, 1))
    other = _rule(old, "市", "lesson", date(2020, 1, 1), date(2021, 1, 1), confirmed=True)
    _line(old, records[0], lesson, date(2024, 5, 1), 300)
    taken = _line(old, records[1], lesson, date(2025, 5, 1), 200, uncapped_hundredths=300)
    _line(old, records[1], lesson, date(2025, 5, 1), -200, uncapped_hundredths=300, reverses=taken)
    _line(old, records[2], lesson, date(2026, 11, 19), 300)
    _line(old, records[3], other, date(2020, 6, 1), 400)


def test_rules_become_sets_and_lines_keep_what_they_say(at):
    records = [LearningRecordFactory(minutes=240, happened_at=at) for _ in range(4)]
    try:
        _fill(migrate("credits", BEFORE), records)
    finally:
        migrate("credits")

    periods = RuleSet.objects.in_force().order_by("authority", "valid_from")
    assert [
        (each.authority, each.valid_from.year, each.valid_to and each.valid_to.year, each.sourced) for each in periods
    ] == [
        ("市", 2020, 2021, "verified"),
        ("省", 2024, 2025, "secondary"),
        ("省", 2025, 2026, "secondary"),
        ("省", 2026, None, "secondary"),
    ]
    assert [each.rules.count() for each in periods] == [1, 1, 2, 1]
    kept = CreditRule.objects.filter(rule_set__authority="省", activity_kind="lesson")
    assert set(
        kept.values_list(
            "unit_minutes", "unit_hundredths", "cap_per_kind_hundredths", "cap_per_year_hundredths", "category"
        )
    ) == {(60, 100, 500, None, "lesson")}
    lines = CreditLine.objects.order_by("pk").select_related("rule__rule_set")
    said = [
        (each.authority, each.hundredths, each.uncapped_hundredths, each.capped_by, each.rule.rule_set.valid_from.year)
        for each in lines
    ]
    assert said == [
        ("省", 300, 400, "activity", 2024),
        ("省", 200, 400, "kind", 2025),
        ("省", -200, 300, "", 2025),
        ("省", 300, 400, "activity", 2026),
        ("市", 400, 400, "", 2020),
    ]
    # What was earned rests where it was: the next award of the same person changes nothing.
    assert actions.award(record_ids=[records[2].pk], at=at) == []
    for statement in ("UPDATE credits_creditline SET hundredths = 1", "DELETE FROM credits_creditline"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
