"""Makes sets of credit rules, rules, lines and changes of rules."""

from datetime import UTC, date, datetime

import factory
from django.core.files.base import ContentFile
from factory.django import DjangoModelFactory

from certificates.credits import models
from certificates.credits.evidence import key_of
from lms.kit import sealing
from tests.factories.people import PersonFactory
from tests.factories.records import LearningRecordFactory


class RuleSetFactory(DjangoModelFactory):
    """A draft. ``make_set(...)`` below gives one in force."""

    class Meta:
        model = models.RuleSet

    code = factory.Sequence(lambda n: f"set-{n}")
    authority = factory.Sequence(lambda n: f"第{n}主管部门")
    name = "学分规则"
    valid_from = date(2024, 1, 1)
    document = "示例文件"


class CreditRuleFactory(DjangoModelFactory):
    """One rule in a set of its own that is in force; with ``rule_set`` (a draft), one more rule of that."""

    class Meta:
        model = models.CreditRule

    class Params:
        authority = factory.Sequence(lambda n: f"第{n}主管部门")
        valid_from = date(2024, 1, 1)
        valid_to = None

    rule_set = factory.SubFactory(
        RuleSetFactory,
        authority=factory.SelfAttribute("..authority"),
        valid_from=factory.SelfAttribute("..valid_from"),
        valid_to=factory.SelfAttribute("..valid_to"),
    )
    name = "远程学习"
    category = "继续医学教育项目"
    activity_kind = "lesson"
    unit_minutes = 60
    document = "示例文件"

    @classmethod
    def _generate(cls, strategy, params):
        rule = super()._generate(strategy, params)
        # A set takes rules only as a draft: one of the rule's own comes into force, one that was given is the caller's.
        if "rule_set" not in params:
            put_in_force(rule.rule_set)
        return rule


def put_in_force(rule_set):
    """Put a draft in force as it is."""
    models.RuleSet.objects.filter(pk=rule_set.pk).update(state="in_force")
    rule_set.refresh_from_db()
    return rule_set


def make_set(*rules, in_force=True, **fields):
    """Make a set with ``rules``, each given by what differs from the factory's."""
    rule_set = RuleSetFactory(**fields)
    for position, rule in enumerate(rules):
        CreditRuleFactory(rule_set=rule_set, position=position, **rule)
    return put_in_force(rule_set) if in_force else rule_set


class CreditLineFactory(DjangoModelFactory):
    class Meta:
        model = models.CreditLine

    record = factory.SubFactory(LearningRecordFactory)
    person = factory.SelfAttribute("record.person")
    rule = factory.SubFactory(CreditRuleFactory)
    authority = factory.SelfAttribute("rule.rule_set.authority")
    hundredths = 50
    uncapped_hundredths = factory.LazyAttribute(lambda line: abs(line.hundredths))
    earned_on = date(2026, 11, 18)
    computed_at = datetime(2026, 11, 18, 3, 0, tzinfo=UTC)


class OutlookFactory(DjangoModelFactory):
    class Meta:
        model = models.Outlook

    person = factory.SubFactory(PersonFactory)
    authority = factory.Sequence(lambda n: f"第{n}主管部门")
    year = 2026
    required_hundredths = 2500
    missing_hundredths = 2500
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


class RuleChangeFactory(DjangoModelFactory):
    class Meta:
        model = models.RuleChange

    rule_set = factory.SubFactory(RuleSetFactory)
    asked_at = datetime(2026, 11, 18, 3, 0, tzinfo=UTC)
    asked_by = factory.SubFactory(PersonFactory)


class RuleChangeRowFactory(DjangoModelFactory):
    class Meta:
        model = models.RuleChangeRow

    change = factory.SubFactory(RuleChangeFactory)
    person = factory.SubFactory(PersonFactory)
    before_hundredths = 100
    after_hundredths = 150
