from datetime import date, timedelta

import pytest

from certificates.credits import actions
from certificates.credits.models import CreditLine
from certificates.credits.queries import Earned, credits_in_year
from lms.records.actions import Deed, reverse, write, write_many
from tests.factories.credits import CreditRuleFactory, make_set
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


def _lines():
    standing = CreditLine.objects.standing().order_by("record__happened_at", "record")
    return list(standing.values_list("hundredths", "uncapped_hundredths", "capped_by"))


def test_a_reversal_frees_room_for_the_earliest_record_that_was_cut(at, work):
    CreditRuleFactory(unit_minutes=60, cap_per_kind_hundredths=200)
    person = PersonFactory()
    first, *_rest = write_many([_deed(person, at + timedelta(minutes=n), f"r{n}") for n in range(3)], at=at)
    work()
    assert _lines() == [(150, 150, ""), (50, 150, "kind"), (0, 150, "kind")]

    reverse(first, by=None, reason="误录", at=at)
    work()

    assert _lines() == [(150, 150, ""), (50, 150, "kind")]
    assert credits_in_year(person_id=person.pk, year=2026)[0].hundredths == 200
    # Nothing was changed in place: three lines, three reversals, two new lines of the second record and the third.
    assert CreditLine.objects.count() == 8


def test_what_happened_first_goes_first_even_if_it_becomes_known_last(at, work):
    CreditRuleFactory(unit_minutes=60, cap_per_kind_hundredths=200)
    person = PersonFactory()
    write(_deed(person, at, "known-first"), at=at)
    work()

    write(_deed(person, at - timedelta(days=1), "happened-first", minutes=120), at=at)
    work()

    assert _lines() == [(200, 200, ""), (0, 150, "kind")]


def test_another_year_is_left_alone(at, work):
    CreditRuleFactory(unit_minutes=60, cap_per_kind_hundredths=200)
    person = PersonFactory()
    write_many([_deed(person, at, "one"), _deed(person, at + timedelta(days=90), "next-year")], at=at)
    work()

    assert _lines() == [(150, 150, ""), (150, 150, "")]
    assert [each.hundredths for year in (2026, 2027) for each in credits_in_year(person_id=person.pk, year=year)] == [
        150,
        150,
    ]


@pytest.mark.parametrize(
    ("rule", "lines"),
    [
        pytest.param(
            {"cap_per_activity_hundredths": 200}, [(150, 150, ""), (50, 150, "activity"), (150, 150, "")], id="activity"
        ),
        pytest.param({"cap_per_year_hundredths": 400}, [(150, 150, ""), (150, 150, ""), (100, 150, "year")], id="year"),
        pytest.param(
            {"earns": "activity", "unit_minutes": None, "unit_hundredths": 50}, [(50, 50, ""), (50, 50, "")], id="once"
        ),
        pytest.param({"earns": "day", "unit_minutes": None}, [(100, 100, ""), (100, 100, "")], id="days"),
    ],
)
def test_units_and_caps(at, rule, lines):
    """The same activity twice on one day, and another the day after."""
    CreditRuleFactory(**{"unit_minutes": 60, **rule})
    person, activity = PersonFactory(), ActivityFactory()
    deeds = [
        _deed(person, at, "one", activity=activity),
        _deed(person, at + timedelta(hours=2), "two", activity=activity),
        _deed(person, at + timedelta(days=1), "three"),
    ]

    actions.award(record_ids=[record.pk for record in write_many(deeds, at=at)], at=at)

    assert _lines() == lines


@pytest.mark.parametrize(
    ("rule", "earned"),
    [
        pytest.param({"post_kinds": ["nurse"]}, [], id="for-others"),
        pytest.param({"post_kinds": ["village_doctor"]}, [(150, 150, "")], id="for-this-post"),
        pytest.param({"titles": ["主治医师"]}, [], id="another-title"),
        pytest.param({"titles": ["主治医师", "乡村医生"]}, [(150, 150, "")], id="this-title"),
        pytest.param({"mode": "onsite"}, [], id="another-mode"),
        pytest.param({"outcome": "passed"}, [], id="another-outcome"),
    ],
)
def test_whom_and_what_a_rule_is_for(at, rule, earned):
    CreditRuleFactory(**rule)
    record = LearningRecordFactory(minutes=90, happened_at=at, post_kind="village_doctor", post_title="乡村医生")

    actions.award(record_ids=[record.pk], at=at)

    assert _lines() == earned


@pytest.mark.parametrize(
    ("days", "earned"),
    [
        pytest.param({}, [(50, 50, "")], id="a-day"),
        pytest.param({"days": 88}, [(50, 50, "")], id="a-day-less"),
        pytest.param({"days": 89}, [(2500, 2500, "")], id="three-months"),
    ],
)
def test_a_long_placement_stands_for_the_whole_year(at, days, earned):
    whole_year = {"earns": "activity", "unit_minutes": None, "unit_hundredths": 2500, "least_days": 89}
    make_set({"activity_kind": "placement", **whole_year}, {"activity_kind": "placement", "unit_minutes": 180})
    placement = ActivityFactory(kind="placement")
    record = LearningRecordFactory(activity=placement, minutes=90, happened_at=at, evidence=days)

    actions.award(record_ids=[record.pk], at=at)

    assert _lines() == earned


def test_the_first_rule_of_a_set_that_speaks_of_a_record_pays_alone(at):
    make_set({"mode": "onsite", "unit_minutes": 30}, {"unit_minutes": 90}, {"unit_minutes": 10})
    record = LearningRecordFactory(minutes=90, happened_at=at)

    actions.award(record_ids=[record.pk], at=at)

    assert _lines() == [(100, 100, "")]


def test_two_authorities_pay_each_by_its_own_rules(at):
    make_set({"unit_minutes": 90}, authority="国家")
    make_set({"unit_minutes": 45}, authority="省")
    record = LearningRecordFactory(minutes=90, happened_at=at)

    actions.award(record_ids=[record.pk], at=at)

    earned = credits_in_year(person_id=record.person_id, year=2026)
    assert [(each.authority, each.hundredths) for each in earned] == [("国家", 100), ("省", 200)]


def test_awards_cost_the_same_for_one_person_and_for_twenty(at, django_assert_num_queries):
    CreditRuleFactory()
    for number in (1, 20):
        records = [LearningRecordFactory(happened_at=at) for _ in range(number)]
        with django_assert_num_queries(12):
            actions.award(record_ids=[record.pk for record in records], at=at)
