"""Makes credit rules and lines."""

from datetime import UTC, date, datetime

import factory
from factory.django import DjangoModelFactory

from certificates.credits import models
from tests.factories.records import LearningRecordFactory


class CreditRuleFactory(DjangoModelFactory):
    class Meta:
        model = models.CreditRule

    authority = factory.Sequence(lambda n: f"第{n}主管部门")
    name = "远程学习"
    valid_from = date(2024, 1, 1)
    activity_kind = "lesson"
    minutes_per_credit = 60
    document = "示例文件"


class CreditLineFactory(DjangoModelFactory):
    class Meta:
        model = models.CreditLine

    record = factory.SubFactory(LearningRecordFactory)
    person = factory.SelfAttribute("record.person")
    rule = factory.SubFactory(CreditRuleFactory)
    hundredths = 50
    uncapped_hundredths = 50
    earned_on = date(2026, 11, 18)
    computed_at = datetime(2026, 11, 18, 3, 0, tzinfo=UTC)
