"""Makes credit rules and lines."""

from datetime import UTC, date, datetime

import factory
from django.core.files.base import ContentFile
from factory.django import DjangoModelFactory

from certificates.credits import models
from certificates.credits.evidence import key_of
from lms.kit import sealing
from tests.factories.people import PersonFactory
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


# The least of a picture: its first bytes say what it is.
PHOTO = b"\x89PNG\r\n\x1a\n" + b"a certificate"


class RecognitionFactory(DjangoModelFactory):
    class Meta:
        model = models.Recognition

    person = factory.SubFactory(PersonFactory)
    title = "基层慢病管理适宜技术推广班"
    issuer = "山东省医学会"
    number = factory.Sequence(lambda n: f"鲁医培2026-{n:05d}")
    issuer_key = factory.LazyAttribute(lambda each: key_of(each.issuer))
    number_key = factory.LazyAttribute(lambda each: key_of(each.number))
    kind = "course"
    mode = "onsite"
    began_on = date(2026, 9, 12)
    ended_on = date(2026, 9, 13)
    class_hours_hundredths = 1200
    file = factory.LazyFunction(lambda: ContentFile(sealing.seal_bytes(PHOTO), name="x.sealed"))
    media_type = "image/png"
    sha256 = "0" * 64
    handed_in_by = factory.SelfAttribute("person")
    handed_in_at = datetime(2026, 11, 18, 3, 0, tzinfo=UTC)

    class Params:
        checked = factory.Trait(
            state="checked",
            minutes=720,
            checked_by=factory.SubFactory(PersonFactory),
            checked_at=datetime(2026, 11, 18, 4, 0, tzinfo=UTC),
        )
