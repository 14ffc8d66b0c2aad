from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse

from certificates.credits.actions import award, edit_rule, new_version
from certificates.credits.models import CreditLine, RuleChange, RuleSet
from lms.audit.models import Entry
from tests.certificates.people import manager_of
from tests.factories.credits import RuleChangeRowFactory, make_set
from tests.factories.people import OrganisationFactory, PersonFactory
from tests.factories.records import LearningRecordFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief(client):
    person = PersonFactory(is_superuser=True)
    client.force_login(person)
    return person


def text(client, name, *args):
    return client.get(reverse(f"credit_rule_set:{name}", args=args)).content.decode()


def said(client, name, *args, **data):
    """Post, and return what the page it leads to says."""
    return client.post(reverse(f"credit_rule_set:{name}", args=args), data, follow=True).content.decode()


def form(**more):
    rule = {
        "name": "讲座",
        "category": "Ⅰ类",
        "activity_kind": "lecture",
        "role": "learner",
        "earns": "minutes",
        "unit_hundredths": "0.5",
        "unit_minutes": "90",
        "cap_per_kind_hundredths": "10",
        "post_kinds": ["village_doctor"],
        "titles": "医师，护师",
        "document": "示例文件",
    }
    rules = {f"rules-0-{name}": value for name, value in {**rule, **more.pop("rule", {})}.items()}
    management = {"rules-TOTAL_FORMS": 1, "rules-INITIAL_FORMS": 0, "rules-MIN_NUM_FORMS": 1, "rules-MAX_NUM_FORMS": 99}
    fields = {
        "authority": "省",
        "code": "province",
        "name": "细则",
        "valid_from": "2026-01-01",
        "document": "示例文件",
        "sourced": "example",
        "required_hundredths": "25",
    }
    return {**fields, **rules, **management, "rules-0-ORDER": 1, **more}


def test_a_scheme_manager_reads_sets_with_their_sources_and_cannot_change_any(client):
    rule_set = make_set({"name": "远程学习", "clause": "第三条"}, sourced="secondary", name="国家办法")
    client.force_login(manager_of(OrganisationFactory()))

    listed, page = text(client, "index"), text(client, "page", rule_set.pk)

    assert "国家办法" in listed
    assert "二手资料，待核实" in listed
    assert "1 条，其中 1 条待核实" in listed
    assert all(each in page for each in ("远程学习", "示例文件 · 第三条", "待核实"))
    assert "另建新版本" not in page
    assert client.get(reverse("credit_rule_set:add")).status_code == 302
    assert client.post(reverse("credit_rule_set:new_version", args=[rule_set.pk])).status_code == 302
    assert RuleSet.objects.count() == 1


def test_an_administrator_writes_a_draft_in_credits(client, chief):
    client.post(reverse("credit_rule_set:add"), form())

    draft = RuleSet.objects.get()
    rule = draft.rules.get()
    assert (draft.state, draft.required_hundredths) == ("draft", 2500)
    assert (rule.unit_hundredths, rule.cap_per_kind_hundredths, rule.cap_per_year_hundredths) == (50, 1000, None)
    assert (rule.post_kinds, rule.titles) == (["village_doctor"], ["医师", "护师"])
    assert Entry.objects.filter(verb="credits.rule_set.created").count() == 1

    page = text(client, "edit", draft.pk)
    assert 'value="25"' in page
    assert "医师，护师" in page


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", None),
        ("Ⅰ类 5，Ⅱ类 15", {"Ⅰ类": 500, "Ⅱ类": 1500}),
        ("Ⅰ类5、 Ⅱ类：12.5", {"Ⅰ类": 500, "Ⅱ类": 1250}),
        ("A1 5", {"A1": 500}),
    ],
)
def test_the_least_of_single_kinds_is_typed_in_credits(client, chief, typed, kept):
    client.post(reverse("credit_rule_set:add"), form(required_kinds=typed, required_hours="90", hour_minutes="45"))

    draft = RuleSet.objects.get()
    assert (draft.required_kinds, draft.required_hours, draft.minutes_an_hour) == (kept, 90, 45)
    assert ('value="Ⅰ类 5，Ⅱ类' in text(client, "edit", draft.pk)) == (kept is not None and "Ⅱ类" in kept)
    assert "90 学时 (1 学时为 45 分钟)" in text(client, "page", draft.pk)


@pytest.mark.parametrize("typed", ["Ⅰ类", "5", "Ⅰ类 0", "Ⅰ类 五", "Ⅰ类 1.234"])
def test_what_is_no_kind_with_its_credits_is_refused(client, chief, typed):
    page = client.post(reverse("credit_rule_set:add"), form(required_kinds=typed)).content.decode()

    assert "请写成：Ⅰ类 5，Ⅱ类 15" in page
    assert not RuleSet.objects.exists()


def test_a_draft_is_edited_where_it_stands(client, chief):
    draft = make_set({}, in_force=False)
    rule = draft.rules.get()
    data = form(**{"rules-INITIAL_FORMS": 1, "rules-0-id": rule.pk, "code": draft.code, "authority": draft.authority})

    client.post(reverse("credit_rule_set:edit", args=[draft.pk]), data)

    rule.refresh_from_db()
    assert (rule.name, rule.unit_minutes, rule.rule_set) == ("讲座", 90, draft)
    assert Entry.objects.filter(verb="credits.rule_set.edited").count() == 1


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"valid_to": "2025-01-01"}, "失效日期要晚于生效日期。"),
        ({"rule": {"unit_minutes": ""}}, "请填写多少分钟算一个单位"),
        ({"rule": {"earns": "day"}}, "这里请留空"),
        ({"authority": "国家"}, "同一时期已有“国家 · 办法 v1”在生效"),
        ({"code": "national"}, "已有这个代码的规则集"),
    ],
)
def test_what_could_never_come_into_force_is_said_at_once(client, chief, change, sentence):
    make_set({}, authority="国家", code="national", name="办法", valid_from="2026-01-01")

    page = client.post(reverse("credit_rule_set:add"), form(**change)).content.decode()

    assert sentence in page
    assert RuleSet.objects.count() == 1


def test_a_set_in_force_opens_and_is_not_saved(client, chief):
    rule_set = make_set({})
    data = form(**{"rules-INITIAL_FORMS": 1, "rules-0-id": rule_set.rules.get().pk})

    page = client.post(reverse("credit_rule_set:edit", args=[rule_set.pk]), data).content.decode()

    assert "请另建一个新版本" in page


def test_from_a_set_to_its_next_version_and_into_force(client, chief):
    rule_set = make_set({})

    client.post(reverse("credit_rule_set:new_version", args=[rule_set.pk]))
    draft = RuleSet.objects.get(version=2)
    assert "修改草案" in text(client, "page", draft.pk)
    assert "这套规则已生效" in said(client, "put_in_force", draft.pk)
    assert "不能再改" in said(client, "put_in_force", draft.pk)
    assert "不能再改" in said(client, "drop", draft.pk)
    assert "v2" in text(client, "page", rule_set.pk)


def test_a_draft_is_deleted(client, chief):
    draft = make_set({}, in_force=False)

    assert "草案已删除" in said(client, "drop", draft.pk)
    assert not RuleSet.objects.exists()


def test_a_report_is_asked_for_looked_at_and_approved_by_another(client, chief, at, work):
    make_set({"unit_minutes": 30}, code="province")
    record = LearningRecordFactory(person__name="=王医生", happened_at=at, minutes=30)
    award(record_ids=[record.pk], at=at)
    draft = new_version(RuleSet.objects.get(), by=chief, at=at)
    edit_rule(draft.rules.get(), by=chief, at=at, unit_minutes=60)

    assert "正在处理：已完成" in said(client, "ask", draft.pk)
    work()
    change = RuleChange.objects.get()
    own = text(client, "change", change.pk)
    assert all(each in own for each in ("=王医生", "▼ -0.5", "要由另一个人看过这份报告后批准"))
    assert ">批准</button>" not in own
    assert "要由另一个人" in said(client, "step", change.pk, "approve")
    assert CreditLine.objects.count() == 1

    sheet = client.get(reverse("credit_rule_set:export", args=[change.pk]))
    [*_notes, header, row] = openpyxl.load_workbook(BytesIO(sheet.content)).active.iter_rows(values_only=True)
    assert row[0] == "'=王医生"
    assert row[2:] == (1, 0.5, -0.5)
    assert header[2:] == ("原来", "改为", "增减")

    client.force_login(PersonFactory(is_superuser=True))
    assert ">批准</button>" in text(client, "change", change.pk)
    said(client, "step", change.pk, "approve")
    work()

    change.refresh_from_db()
    assert change.state == "done"
    assert "已执行" in text(client, "change", change.pk)
    assert "现在不在等待批准" in said(client, "step", change.pk, "again")


def test_a_report_that_cannot_be_is_refused_in_words(client, chief):
    draft = make_set(in_force=False)

    assert "请至少添加一条" in said(client, "ask", draft.pk)


def test_a_change_is_dropped_and_an_unknown_step_is_not_found(client, chief):
    change = RuleChangeRowFactory(change__state="ready").change

    assert client.post(reverse("credit_rule_set:step", args=[change.pk, "dance"])).status_code == 404
    assert "已放弃" in said(client, "step", change.pk, "drop")


def test_an_official_sees_no_report(client):
    change = RuleChangeRowFactory(change__state="ready").change
    client.force_login(manager_of(OrganisationFactory()))

    assert client.get(reverse("credit_rule_set:change", args=[change.pk])).status_code == 302


def test_a_long_report_has_pages(client, chief, monkeypatch):
    from certificates.credits.views import changes as views

    monkeypatch.setattr(views, "PEOPLE_A_PAGE", 1)
    change = RuleChangeRowFactory(change__state="ready").change
    RuleChangeRowFactory(change=change)

    page = client.get(reverse("credit_rule_set:change", args=[change.pk]), {"page": 2}).content.decode()

    assert "?page=1" in page
    assert "?page=3" not in page
