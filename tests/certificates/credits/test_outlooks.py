"""What is missing this year, and which open activities would close the gap."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.cache import cache
from wagtail import hooks

from certificates.credits import actions
from certificates.credits.models import Outlook
from certificates.credits.queries.desk import outlooks_of
from certificates.credits.queries.outlooks import forecasts
from lms.kit.models import Errand
from lms.records.actions import Deed, reverse, write
from lms.records.offers import HOOK, Offer, Part, offers_to
from tests.factories.credits import CreditLineFactory, CreditRuleFactory, RuleSetFactory, make_set, put_in_force
from tests.factories.live import LectureFactory
from tests.factories.people import PersonFactory, PostFactory
from tests.factories.records import ActivityFactory, LearningRecordFactory

pytestmark = pytest.mark.django_db
BY_LECTURE = {"activity_kind": "lecture", "category": "讲座", "unit_minutes": 60}


@pytest.fixture
def doctor():
    return PostFactory().person


def done(person, at, *, kind="lecture", minutes=60, mode="online"):
    activity = ActivityFactory(kind=kind, mode=mode)
    return write(
        Deed(
            person=person,
            activity=activity,
            outcome="attended",
            source_key=f"test:{activity.pk}:{person.pk}",
            happened_at=at - timedelta(days=1),
            minutes=minutes,
        ),
        at=at,
    )


def test_the_gap_and_the_lectures_that_close_it(doctor, at, work):
    make_set(BY_LECTURE, authority="省卫健委", required_hundredths=300)
    done(doctor, at)
    long, short = LectureFactory(title="长讲座"), LectureFactory(title="短讲座")
    short.ends_at = short.starts_at + timedelta(minutes=30)
    short.save()
    work()

    [said] = forecasts([doctor], at)[doctor.pk]

    assert (said.authority, said.year, said.required, said.earned, said.missing) == ("省卫健委", 2026, 300, 100, 200)
    assert [(way.offer.title, way.hundredths, way.text) for way in said.ways] == [
        ("长讲座", 150, "1.5 学分"),
        ("短讲座", 50, "0.5 学分"),
    ]
    assert (said.closes, said.missing_text, said.adds_text) == (True, "2 学分", "2 学分")
    assert (said.by_kind, said.things_text) == ({"lecture": 2}, "2 次讲座")
    assert long.minutes == 90


def test_caps_that_are_full_offer_nothing(doctor, at, work):
    make_set({**BY_LECTURE, "cap_per_kind_hundredths": 100}, authority="省卫健委", required_hundredths=300)
    done(doctor, at)
    LectureFactory()
    work()

    [said] = forecasts([doctor], at)[doctor.pk]

    assert (said.missing, said.ways, said.closes) == (200, (), False)


def test_what_counts_for_the_next_year_or_is_for_others_is_left_out(doctor, at):
    make_set(
        {**BY_LECTURE, "post_kinds": ["nurse"]},
        {**BY_LECTURE, "activity_kind": "exam"},
        authority="省卫健委",
        required_hundredths=300,
    )
    make_set(BY_LECTURE, authority="市卫健委", required_hundredths=300)
    LectureFactory(starts_at=datetime(2026, 12, 31, 16, tzinfo=UTC))

    said = {each.authority: each.ways for each in forecasts([doctor, PersonFactory()], at)[doctor.pk]}

    assert said == {"省卫健委": (), "市卫健委": ()}


def test_a_year_that_is_reached_asks_for_nothing(doctor, at, work):
    make_set(BY_LECTURE, authority="省卫健委", required_hundredths=100)
    done(doctor, at)
    LectureFactory()
    work()

    [said] = forecasts([doctor], at)[doctor.pk]

    assert (said.missing, said.ways, said.closes, said.confirmed) == (0, (), False, False)


def test_who_paid_before_stands_there_without_a_set(doctor, at):
    line = CreditLineFactory(record=LearningRecordFactory(person=doctor), earned_on=date(2026, 3, 1))
    line.rule.rule_set.__class__.objects.filter(pk=line.rule.rule_set_id).update(valid_to=date(2026, 6, 1))

    [said] = forecasts([doctor], at)[doctor.pk]

    assert (said.required, said.earned, said.missing) == (None, 50, 0)


def test_what_was_carried_over_counts(doctor, at):
    rules = RuleSetFactory(required_hundredths=100, carry_over_hundredths=80)
    rule = CreditRuleFactory(rule_set=rules, activity_kind="lecture")
    put_in_force(rules)
    record = LearningRecordFactory(person=doctor, happened_at=datetime(2025, 5, 1, tzinfo=UTC))
    CreditLineFactory(record=record, rule=rule, hundredths=160, earned_on=date(2025, 5, 1))

    [said] = forecasts([doctor], at)[doctor.pk]

    assert (said.carried, said.missing) == (60, 40)


def test_outlooks_follow_records_and_their_reversal(doctor, at, work):
    make_set(BY_LECTURE, authority="省卫健委", required_hundredths=100)
    record = done(doctor, at)
    work()
    [row] = Outlook.objects.filter(person=doctor)
    assert (row.text, row.missing_hundredths) == ("1", 0)

    reverse(record, by=None, reason="双方核实", at=at)
    work()

    row.refresh_from_db()
    assert (row.text, row.is_reached, str(row.authority) in str(row)) == ("0", False, True)
    assert outlooks_of(doctor, at)[0].missing_text == "1 学分"


def test_an_authority_that_is_gone_loses_its_row(doctor, at):
    rules = make_set(BY_LECTURE, authority="省卫健委", required_hundredths=100)
    assert actions.refresh_outlooks(person_ids=[doctor.pk], at=at) == 1

    type(rules).objects.filter(pk=rules.pk).update(state="retired")
    assert actions.refresh_outlooks(person_ids=[doctor.pk], at=at) == 0

    assert not Outlook.objects.exists()


def test_who_may_not_sign_in_has_none(doctor, at):
    make_set(BY_LECTURE, required_hundredths=100)
    doctor.is_active = False
    doctor.save()

    assert actions.refresh_outlooks(person_ids=[doctor.pk], at=at) == 0


def test_the_desk_drops_what_has_run_out(doctor, at):
    make_set(BY_LECTURE, required_hundredths=300)
    LectureFactory.create_batch(2)
    actions.refresh_outlooks(person_ids=[doctor.pk], at=at)

    [fresh] = outlooks_of(doctor, at)
    [later] = outlooks_of(doctor, LectureFactory._meta.model.objects.first().ends_at)

    assert (len(fresh.ways), fresh.stands) == (2, True)
    assert (later.ways, later.stands) == ((), False)
    assert outlooks_of(doctor, datetime(2027, 1, 1, tzinfo=UTC)) == []


def test_a_row_is_its_owner_s(doctor, at):
    make_set(BY_LECTURE, required_hundredths=300)
    actions.refresh_outlooks(person_ids=[doctor.pk], at=at)

    assert Outlook.objects.visible_to(doctor).count() == 1
    assert Outlook.objects.visible_to(PersonFactory()).count() == 0
    assert Outlook.objects.visible_to(PersonFactory(is_superuser=True)).count() == 1


def test_the_desk_says_what_is_missing_and_where_to_get_it(client, doctor, at):
    make_set(BY_LECTURE, authority="省卫健委", required_hundredths=300)
    lectures = LectureFactory.create_batch(2)
    actions.refresh_outlooks(person_ids=[doctor.pk], at=at)
    Outlook.objects.update(
        year=datetime.now(UTC).year, ways=[{**way, "until": None} for way in Outlook.objects.get().ways]
    )
    client.force_login(doctor)

    page = client.get("/").content.decode()

    assert "还差 3 学分：下面 2 次讲座可补上" in page
    assert f'href="/live/{lectures[0].pk}/"' in page
    assert 'href="/credits/"' in page


def test_a_sweep_comes_in_parcels_and_again_only_for_something_new(at, monkeypatch):
    monkeypatch.setattr("certificates.credits.actions.outlooks.PEOPLE_AT_ONCE", 2)
    cache.clear()
    people = PersonFactory.create_batch(3)

    assert actions.watch_offers(at=at) == 3
    assert actions.watch_offers(at=at) == 0
    assert [each.arguments["person_ids"] for each in Errand.objects.filter(task="credits.refresh_outlooks")] == [
        [people[0].pk, people[1].pk],
        [people[2].pk],
    ]

    ActivityFactory(source_key="credits:recognition:1")
    assert actions.watch_offers(at=at) == 0
    ActivityFactory()
    assert actions.watch_offers(at=at) == 3
    make_set(BY_LECTURE)
    assert actions.watch_offers(at=at) == 3


@pytest.mark.parametrize("number", [1, 3])
def test_many_people_cost_as_many_queries_as_one(at, django_assert_num_queries, number):
    make_set(BY_LECTURE, required_hundredths=300)
    LectureFactory()
    people = [PostFactory().person for _each in range(number)]

    with django_assert_num_queries(10):
        found = forecasts(people, at)

    assert [len(found[person.pk][0].ways) for person in people] == [1] * number


def test_offers_are_gathered_by_person(at):
    offer = Offer(
        kind="course",
        title="课",
        url="/",
        parts=(Part(activity_id=1, kind="course", mode="online", outcome="completed", minutes=5),),
    )

    with hooks.register_temporarily(HOOK, lambda people, _at: [(people[0].pk, offer)]):
        first, second = PersonFactory.create_batch(2)
        found = offers_to([first, second], at)

    assert (found.to(first.pk), found.to(second.pk), offer.minutes) == ([offer], [], 5)


def test_a_kind_that_is_missing_is_closed_by_its_own_kind_only(doctor, at, work):
    """Plenty of one kind does not stand in for another, and what a cap leaves nothing of is not offered."""
    make_set(
        {**BY_LECTURE, "mode": "online", "category": "公需科目", "cap_per_kind_hundredths": 200},
        {**BY_LECTURE, "category": "专业科目"},
        authority="省卫健委",
        required_hundredths=400,
        required_kinds={"公需科目": 100},
    )
    done(doctor, at, minutes=600, mode="onsite")
    LectureFactory(title="专业", mode="onsite")
    common = [LectureFactory(title=title, mode="online") for title in ("公需", "又一场公需")]
    work()

    [said] = forecasts([doctor], at)[doctor.pk]

    assert (said.earned, said.gap.kinds, said.missing_text) == (1000, {"公需科目": 100}, "1 学分（其中公需科目 1）")
    assert [(way.offer.title, way.hundredths) for way in said.ways] == [(common[0].title, 150)]
    assert said.closes


def test_hours_are_closed_too_and_count_where_a_cap_leaves_no_credit(doctor, at, work):
    make_set(
        {**BY_LECTURE, "cap_per_kind_hundredths": 100},
        authority="省卫健委",
        required_hundredths=100,
        required_hours=5,
        hour_minutes=45,
    )
    done(doctor, at, minutes=100)
    LectureFactory.create_batch(2)
    work()

    [said] = forecasts([doctor], at)[doctor.pk]

    assert (said.missing, said.gap.minutes, said.missing_hours, said.missing_text) == (0, 125, 278, "2.78 学时")
    assert [(way.hundredths, way.hours, way.text) for way in said.ways] == [(0, 200, "2 学时")] * 2
    assert (said.closes, said.adds_text) == (True, "4 学时")
    actions.refresh_outlooks(person_ids=[doctor.pk], at=at)
    [row] = outlooks_of(doctor, at)
    assert (row.row.missing_hours_hundredths, row.row.is_reached, row.missing_text) == (278, False, "2.78 学时")
    assert [adds for _way, adds in row.offered] == ["2 学时"] * 2


def test_the_last_set_of_the_year_asks_and_the_set_of_the_day_pays(doctor, at, work):
    make_set(BY_LECTURE, authority="省卫健委", required_hundredths=900, valid_to="2026-12-01")
    make_set({**BY_LECTURE, "unit_minutes": 45}, authority="省卫健委", required_hundredths=200, valid_from="2026-12-01")
    LectureFactory(starts_at=datetime(2026, 12, 10, 1, tzinfo=UTC))
    work()

    [said] = forecasts([doctor], at)[doctor.pk]

    assert (said.required, said.missing) == (200, 200)
    assert [way.hundredths for way in said.ways] == [200]
