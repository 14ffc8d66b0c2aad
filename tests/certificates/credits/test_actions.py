from datetime import date, timedelta

import pytest

from certificates.credits import actions
from certificates.credits.models import CreditLine
from certificates.credits.queries import Earned, credits_in_year
from lms.records.actions import Deed, reverse, write, write_many
from tests.factories.credits import CreditRuleFactory
from tests.factories.people import PersonFactory
from tests.factories.records import ActivityFactory, LearningRecordFactory

pytestmark = pytest.mark.django_db


def _deed(person, at, key, minutes=90, **more):
    activity = more.pop("activity", None) or ActivityFactory()
    fields = {"outcome": "completed", "source_key": key, "happened_at": at, "minutes": minutes, **more}
    return Deed(person=person, activity=activity, **fields)


def test_a_written_record_earns_credit_by_the_worker(at, work):
    rule = CreditRuleFactory(unit_minutes=60)
    person = PersonFactory()

    record = write(_deed(person, at, "one"), at=at)
    assert not CreditLine.objects.exists()
    work()

    line = CreditLine.objects.get()
    assert (line.person, line.record, line.rule, line.hundredths) == (person, record, rule, 150)
    assert line.earned_on == date(2026, 11, 19)
    assert credits_in_year(person_id=person.pk, year=2026) == [Earned(rule.authority, 150, False)]


def test_awarding_twice_awards_once(at):
    CreditRuleFactory()
    record = LearningRecordFactory()

    assert len(actions.award(record_ids=[record.pk], at=at)) == 1
    assert actions.award(record_ids=[record.pk], at=at) == []
    assert CreditLine.objects.count() == 1


def test_a_reversed_record_takes_its_credit_back_once(at, work):
    rule = CreditRuleFactory()
    person = PersonFactory()
    record = write(_deed(person, at, "one"), at=at)
    work()

    reversal = reverse(record, by=None, reason="误录", at=at)
    work()
    actions.award(record_ids=[record.pk, reversal.pk], at=at)

    assert sorted(CreditLine.objects.values_list("hundredths", flat=True)) == [-150, 150]
    assert CreditLine.objects.standing().count() == 0
    assert credits_in_year(person_id=person.pk, year=2026) == []
    assert rule.lines.count() == 2


def test_a_record_reversed_before_the_worker_came_earns_nothing(at, work):
    CreditRuleFactory()
    record = write(_deed(PersonFactory(), at, "one"), at=at)
    reverse(record, by=None, reason="误录", at=at)

    work()

    assert not CreditLine.objects.exists()


def test_the_yearly_cap_bites_and_is_kept_beside_what_it_cut(at):
    CreditRuleFactory(unit_minutes=60, cap_per_kind_hundredths=200)
    person = PersonFactory()
    records = write_many([_deed(person, at + timedelta(minutes=n), f"r{n}") for n in range(3)], at=at)

    actions.award(record_ids=[record.pk for record in records], at=at)

    lines = CreditLine.objects.order_by("pk").values_list("hundredths", "uncapped_hundredths", "capped_by")
    assert list(lines) == [(150, 150, ""), (50, 150, "kind"), (0, 150, "kind")]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"activity_kind": "lecture"}, id="other-kind"),
        pytest.param({"role": "teacher"}, id="other-role"),
        pytest.param({"valid_from": date(2026, 11, 20)}, id="not-yet-in-force"),
        pytest.param({"valid_to": date(2026, 11, 19)}, id="out-of-force-on-the-day"),
    ],
)
def test_a_rule_that_does_not_speak_of_the_record_pays_nothing(at, change):
    CreditRuleFactory(**change)
    record = LearningRecordFactory(happened_at=at)

    assert actions.award(record_ids=[record.pk], at=at) == []


def test_a_failed_exam_earns_nothing(at):
    CreditRuleFactory(activity_kind="exam")
    record = LearningRecordFactory(activity=ActivityFactory(kind="exam"), outcome="failed")

    assert actions.award(record_ids=[record.pk], at=at) == []
