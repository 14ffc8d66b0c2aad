"""What pages and the other parts ask."""

from datetime import timedelta

import pytest

from certificates.credits.asking import Asked, Missing
from certificates.credits.queries import credits_in_year, prospects, rules_for, what_would_earn, year_account
from certificates.credits.queries.gaps import asked_text, missing_text, things_text
from certificates.credits.queries.wording import describe, explained_for
from lms.records.actions import Deed, write_many
from tests.factories.credits import CreditRuleFactory, make_set
from tests.factories.people import PersonFactory, PostFactory
from tests.factories.records import ActivityFactory, LearningRecordFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def doctor(at):
    return PostFactory(kind="village_doctor", title="乡村医生").person


def _study(person, at, work, *, number=2, minutes=90):
    deeds = [
        Deed(
            person=person,
            activity=ActivityFactory(),
            outcome="completed",
            source_key=f"study:{n}",
            happened_at=at + timedelta(minutes=n),
            minutes=minutes,
        )
        for n in range(number)
    ]
    write_many(deeds, at=at)
    work()


def test_rules_for_somebody_in_a_post(at, doctor, django_assert_num_queries):
    make_set(
        {"name": "村医", "post_kinds": ["village_doctor"]}, {"name": "护士", "post_kinds": ["nurse"]}, authority="甲"
    )
    make_set({"name": "人人"}, authority="乙")
    make_set({"name": "以后"}, authority="丙", valid_from="2030-01-01")
    make_set({"name": "草案"}, authority="丁", in_force=False)

    with django_assert_num_queries(2):
        found = [(rule.authority, rule.name) for rule in rules_for(doctor, at.date())]

    assert found == [("乙", "人人"), ("甲", "村医")]
    assert [rule.name for rule in rules_for(PersonFactory(), at.date())] == ["人人"]


def test_what_would_earn_leaves_what_the_caps_leave(at, doctor, work):
    rule = CreditRuleFactory(unit_minutes=60, cap_per_kind_hundredths=350)
    activity = ActivityFactory(planned_minutes=60)

    [whole] = what_would_earn(doctor, activity, at.date())
    _study(doctor, at, work)
    [cut] = what_would_earn(doctor, activity, at.date())
    _study_more = what_would_earn(doctor, ActivityFactory(planned_minutes=30), at.date())

    assert (whole.authority, whole.rule, whole.hundredths, whole.capped_by) == (rule.authority, rule, 100, "")
    assert (cut.hundredths, cut.uncapped_hundredths, cut.capped_by) == (50, 100, "kind")
    assert [each.hundredths for each in _study_more] == [50]


@pytest.mark.parametrize(
    ("rule", "activity", "role"),
    [
        pytest.param({"activity_kind": "lecture"}, {}, "learner", id="other-kind"),
        pytest.param({"role": "teacher"}, {}, "learner", id="other-role"),
        pytest.param({"post_kinds": ["nurse"]}, {}, "learner", id="other-post"),
        pytest.param({"mode": "onsite"}, {"mode": "online"}, "learner", id="other-mode"),
        pytest.param({}, {"planned_minutes": 0}, "learner", id="no-minutes"),
        pytest.param({"valid_from": "2027-01-01"}, {}, "learner", id="later"),
    ],
)
def test_what_would_earn_nothing(at, doctor, rule, activity, role):
    CreditRuleFactory(**rule)

    assert what_would_earn(doctor, ActivityFactory(**activity), at.date(), role=role) == []


def test_an_exam_is_taken_to_be_passed_and_either_mode_to_be_the_one_that_pays(at, doctor):
    once = {"earns": "activity", "unit_minutes": None}
    make_set(
        {"activity_kind": "exam", "outcome": "passed", "unit_hundredths": 200, **once},
        {"activity_kind": "lecture", "mode": "onsite", "outcome": "attended", "unit_hundredths": 50, **once},
    )
    exam, lecture = ActivityFactory(kind="exam"), ActivityFactory(kind="lecture", mode="either")

    found = prospects(doctor, [exam, lecture], at.date())

    assert {key: [each.hundredths for each in value] for key, value in found.items()} == {
        exam.pk: [200],
        lecture.pk: [50],
    }


def test_many_prospects_cost_the_same(at, doctor, work, django_assert_num_queries):
    make_set({}, authority="甲")
    make_set({}, authority="乙")
    _study(doctor, at, work)
    for number in (1, 12):
        activities = [ActivityFactory() for _ in range(number)]
        with django_assert_num_queries(4):
            assert len(prospects(doctor, activities, at.date())) == number


def test_a_year_by_kind_with_what_the_caps_cut(at, doctor, work, django_assert_num_queries):
    make_set(
        {"unit_minutes": 60, "category": "自学", "cap_per_kind_hundredths": 200},
        authority="省",
        required_hundredths=2500,
    )
    _study(doctor, at, work)

    with django_assert_num_queries(3):
        [account] = year_account(doctor, 2026)

    [kind] = account.kinds
    assert (kind.kind, kind.hundredths, kind.cut_hundredths, kind.cap_hundredths) == ("自学", 200, 100, 200)
    assert (kind.room_hundredths, kind.text) == (0, "2")
    assert (account.hundredths, account.asked.total, account.missing().hundredths) == (200, 2500, 2300)
    assert (account.minutes, account.missing(carried=300).hundredths) == (180, 2000)
    assert account.text == "2"


def test_a_year_with_kinds_and_hours_that_are_asked_for(at, doctor, work):
    """A kind that is asked for stands in the account before anything of it was earned."""
    make_set(
        {"unit_minutes": 60, "category": "Ⅱ类"},
        authority="省",
        required_hundredths=2500,
        required_kinds={"Ⅰ类": 500, "Ⅱ类": 1500},
        required_hours=90,
        hour_minutes=45,
    )
    _study(doctor, at, work)

    [account] = year_account(doctor, 2026)

    assert [(each.kind, each.hundredths, each.least_hundredths) for each in account.kinds] == [
        ("Ⅰ类", 0, 500),
        ("Ⅱ类", 300, 1500),
    ]
    assert account.missing() == Missing(2200, {"Ⅰ类": 500, "Ⅱ类": 1200}, 90 * 45 - 180)
    assert asked_text(account.asked, 45) == "25 学分（其中Ⅰ类 5、Ⅱ类 15）、90 学时"
    assert missing_text(Missing(0, {}, 100), 45) == "2.23 学时"
    assert things_text({"exam": 1, "course": 2, "unheard": 3}) == "2 门课程、1 场考试"


def test_a_year_under_rules_that_are_gone_and_under_rules_that_have_paid_nothing(at, doctor, work):
    CreditRuleFactory(authority="旧", valid_to="2026-12-01")
    _study(doctor, at, work, number=1)
    make_set({"activity_kind": "exam"}, authority="新", required_hundredths=None)

    accounts = {each.authority: each for each in year_account(doctor, 2026)}

    assert (accounts["旧"].hundredths, accounts["旧"].kinds[0].room_hundredths) == (150, None)
    assert (accounts["新"].hundredths, bool(accounts["新"].missing()), accounts["新"].kinds) == (0, False, ())
    assert year_account(doctor, 2020) == []
    [old] = [each for each in year_account(doctor, 2027) if each.authority == "新"]
    assert old.hundredths == 0


def test_an_account_without_a_set(at):
    rule = CreditRuleFactory(valid_to="2026-01-01")
    record = LearningRecordFactory()
    rule.lines.create(
        person=record.person,
        record=record,
        authority=rule.authority,
        hundredths=50,
        uncapped_hundredths=50,
        earned_on="2026-11-18",
        computed_at=at,
    )

    [account] = year_account(record.person, 2026)

    assert (account.rule_set, account.asked, account.missing()) == (None, Asked(), Missing())
    assert credits_in_year(person_id=record.person_id, year=2026)[0].text == "0.5"


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ({"unit_minutes": 180}, ("课", "180 分钟 1 学分", (), "")),
        (
            {"activity_kind": "placement", "unit_minutes": 180, "least_days": 89},
            ("进修、89 天及以上", "180 分钟 1 学分", (), ""),
        ),
        (
            {"earns": "day", "unit_minutes": None, "mode": "onsite", "cap_per_activity_hundredths": 50},
            ("课、现场", "每天 1 学分", ("每项活动一年最多 0.5 学分",), ""),
        ),
        (
            {
                "earns": "activity",
                "unit_minutes": None,
                "role": "teacher",
                "outcome": "passed",
                "cap_per_kind_hundredths": 1000,
                "cap_per_year_hundredths": 2500,
                "post_kinds": ["nurse", "gone"],
                "titles": ["护师"],
            },
            (
                "课、带教老师、合格",
                "每项活动 1 学分，一年计一次",
                ("这类学分一年最多 10 学分", "各类合计一年最多 25 学分"),
                "护士、护师",
            ),
        ),
    ],
)
def test_a_rule_in_plain_words(rule, said):
    told = describe(CreditRuleFactory(**rule, clause="第三条"))

    assert (told.counts, told.pays, told.caps, told.whom) == said
    assert told.source == "示例文件 · 第三条"


def test_a_doctor_reads_the_rules_that_are_for_them(at, client, doctor):
    make_set({"name": "村医讲座", "clause": "第三条"}, authority="省", required_hundredths=2500)
    [explained] = explained_for(doctor, at.date())
    assert (explained.required, explained.account.hundredths) == ("25 学分", 0)
    client.force_login(doctor)

    page = client.get("/credits/rules/").content.decode()

    assert all(each in page for each in ("村医讲座", "示例文件 · 第三条", "25"))


def test_a_doctor_without_rules_is_told_so(client, doctor):
    client.force_login(doctor)

    assert "notice--info" in client.get("/credits/rules/").content.decode()
