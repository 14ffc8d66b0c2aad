"""My credits: the year, what is missing, and every line with its rule."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse

from lms.people.roles import Role
from lms.records.actions import reverse as take_back
from tests.certificates.people import manager_of
from tests.factories.credits import (
    CreditLineFactory,
    CreditRuleFactory,
    RecognitionFactory,
    RuleSetFactory,
    make_set,
    put_in_force,
)
from tests.factories.live import LectureFactory
from tests.factories.people import OrganisationFactory, PersonFactory, PostFactory
from tests.factories.records import LearningRecordFactory

pytestmark = pytest.mark.django_db
ACCOUNT = "/credits/"


@pytest.fixture(autouse=True)
def _then(at):
    with time_machine.travel(at, tick=False):
        yield


@pytest.fixture
def home():
    return OrganisationFactory()


@pytest.fixture
def doctor(client, home):
    person = PostFactory(workplace=home).person
    client.force_login(person)
    return person


def line(doctor, rule, *, on=date(2026, 5, 6), **fields):
    when = datetime(on.year, on.month, on.day, 4, tzinfo=UTC)
    return CreditLineFactory(
        record=LearningRecordFactory(person=doctor, happened_at=when), rule=rule, earned_on=on, **fields
    )


def test_the_year_says_what_counts_and_what_would_close_the_gap(client, doctor):
    rules = RuleSetFactory(authority="省卫健委", required_hundredths=600, carry_over_hundredths=100)
    rule = CreditRuleFactory(rule_set=rules, category="Ⅰ类", clause="第六条", cap_per_kind_hundredths=500)
    CreditRuleFactory(rule_set=rules, category="Ⅱ类", activity_kind="lecture", unit_minutes=30)
    put_in_force(rules)
    line(doctor, rule, hundredths=700, on=date(2025, 5, 6))
    line(doctor, rule, hundredths=200, uncapped_hundredths=450, capped_by="kind")
    LectureFactory(title="慢阻肺讲座")

    page = client.get(ACCOUNT).content.decode()

    assert "3 / 6" in page
    assert "还差 3 学分" in page
    assert "慢阻肺讲座" in page
    assert "第六条" in page
    assert "4.5" in page
    assert 'href="?year=2025"' in page
    assert "7" in client.get(ACCOUNT, {"year": "2025"}).content.decode()


def test_kinds_and_hours_that_are_asked_for_stand_in_the_year(client, doctor):
    rules = RuleSetFactory(
        authority="省卫健委",
        required_hundredths=600,
        required_kinds={"公需科目": 100},
        required_hours=9,
        hour_minutes=45,
    )
    rule = CreditRuleFactory(rule_set=rules, category="专业科目")
    CreditRuleFactory(rule_set=rules, category="公需科目", activity_kind="exam")
    put_in_force(rules)
    line(doctor, rule, hundredths=550)

    page = client.get(ACCOUNT).content.decode()

    assert "还差 1 学分（其中公需科目 1）、8.34 学时" in page
    assert "至少 1" in page
    assert "0.66 / 9" in page


def test_what_does_not_close_the_gap_says_how_far_it_leads(client, doctor):
    make_set({"activity_kind": "lecture", "unit_minutes": 60}, required_hundredths=2500)
    LectureFactory()

    assert "1.5" in client.get(ACCOUNT).content.decode()


def test_a_line_that_was_taken_back_stands_as_such(client, doctor, at, work):
    make_set({"activity_kind": "lesson", "unit_minutes": 60}, required_hundredths=100)
    record = LearningRecordFactory(person=doctor)
    from certificates.credits.actions import award

    award(record_ids=[record.pk], at=at)
    take_back(record, by=None, reason="双方核实", at=at)
    work()

    page = client.get(ACCOUNT).content.decode()

    assert "已收回" in page
    assert "0 / 1" in page


def test_a_year_without_anything_and_one_that_cannot_be(client, doctor):
    assert "没有学分" in client.get(ACCOUNT, {"year": "2024"}).content.decode()
    for odd in ("20260", "2099", "１２３４", "abcd", "0001"):
        assert "2026" in client.get(ACCOUNT, {"year": odd}).content.decode()


def test_what_waits_is_counted_and_lines_are_leafed_through(client, doctor):
    RecognitionFactory(person=doctor)
    rule = CreditRuleFactory()
    for _each in range(31):
        line(doctor, rule)

    page = client.get(ACCOUNT).content.decode()

    assert 'href="?year=2026&page=2#lines"' in page.replace("&amp;", "&")
    assert client.get(ACCOUNT, {"page": 2}).content.decode().count("2026-05-06") == 2
    assert "1" in page


def test_the_office_sees_the_account_of_its_people(client, home, doctor):
    rules = make_set({"category": "Ⅰ类", "clause": "第六条"}, authority="省卫健委", required_hundredths=600)
    rule = rules.rules.get()
    for _each in range(31):
        line(doctor, rule, hundredths=10, uncapped_hundredths=30, capped_by="year")
    address = reverse("credit_account", args=[doctor.pk])
    client.force_login(manager_of(home, Role.INSTITUTION_MANAGER))

    page = client.get(address).content.decode()

    assert "省卫健委" in page
    assert "第六条" in page
    assert page.count("第 1 版") == 30
    assert reverse("credit_rule_set:page", args=[rules.pk]) not in page
    assert address in client.get(reverse("people:inspect", args=[doctor.pk])).content.decode()
    assert client.get(address, {"page": 2}).status_code == 200
    client.force_login(manager_of(OrganisationFactory(), Role.INSTITUTION_MANAGER))
    assert client.get(address).status_code == 404
    client.force_login(manager_of(home, Role.COURSE_EDITOR))
    assert client.get(address).status_code == 302


def test_who_may_not_see_accounts_finds_no_way_there(client):
    viewer = PersonFactory(is_superuser=False)
    from certificates.credits.wagtail_hooks import account_link

    class Request:
        user = viewer

    assert account_link(Request(), viewer) == []
