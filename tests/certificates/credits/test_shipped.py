"""The sets that come with the product."""

from datetime import date

import pytest

from certificates.credits import actions
from certificates.credits.actions.shipped import OnlyAnExample, load_sets
from certificates.credits.asking import Asked
from certificates.credits.models import CreditRule, RuleSet
from tests.factories.credits import make_set
from tests.factories.records import LearningRecordFactory

pytestmark = pytest.mark.django_db


def test_each_says_how_well_it_is_sourced(at):
    loaded = load_sets(by=None, at=at)

    said = {each.rule_set.code: (each.rule_set.sourced, each.rule_set.state) for each in loaded}
    assert said == {
        "national-2024": ("verified", "in_force"),
        "national-before-2024": ("secondary", "in_force"),
        "province-example": ("example", "draft"),
    }
    national = RuleSet.objects.get(code="national-2024")
    assert (national.required_hundredths, national.required_hours) == (2500, 90)
    assert national.document == "国卫办科教发〔2024〕20号"
    # Three hours a credit and ten credits of self-study are known from secondary sources only.
    assert not CreditRule.objects.filter(confirmed=True).exists()
    assert national.asked == Asked(2500, {}, 90 * 60)
    assert not CreditRule.objects.filter(document="").exists()


def test_the_national_set_names_every_kind_of_the_document_with_what_is_known_of_it(at):
    load_sets(by=None, at=at)
    rules = CreditRule.objects.filter(rule_set__code="national-2024").order_by("position")

    by_kind = {}
    for rule in rules:
        by_kind.setdefault(rule.category, []).append((rule.activity_kind, rule.unit_minutes))
    three_hours = 180
    assert by_kind == {
        "继续医学教育项目": [("lecture", three_hours), ("course", three_hours)],
        "进修学习": [("placement", None), ("placement", three_hours)],
        "在职学历教育": [("degree", three_hours)],
        "有组织的实践活动": [("practical", three_hours), ("teaching", three_hours), ("teaching", three_hours)],
        "政府指令性任务": [("assignment", three_hours)],
        "有计划的自学": [("lesson", three_hours), ("self_study", three_hours)],
        "其他": [("other", three_hours)],
    }
    capped = {rule.category: rule.cap_per_kind_hundredths for rule in rules if rule.cap_per_kind_hundredths}
    assert capped == {"有计划的自学": 1000}
    # Three months or more stand for the whole year.
    long = rules.get(least_days__isnull=False)
    assert (long.earns, long.unit_hundredths, long.least_days) == ("activity", 2500, 89)
    assert all("待核实" in rule.clause for rule in rules)


def test_the_set_before_has_two_kinds_with_a_floor_and_a_ceiling(at):
    load_sets(by=None, at=at)
    before = RuleSet.objects.get(code="national-before-2024")

    assert before.asked == Asked(2500, {"Ⅰ类": 500, "Ⅱ类": 1500})
    assert set(before.rules.values_list("category", "cap_per_kind_hundredths")) == {("Ⅰ类", 1000), ("Ⅱ类", 2000)}
    assert (before.valid_to, before.sourced) == (date(2024, 10, 23), "secondary")


def test_loading_twice_loads_once(at):
    load_sets(by=None, at=at)
    before = list(RuleSet.objects.order_by("pk").values()) + list(CreditRule.objects.order_by("pk").values())

    assert not any(each.is_new for each in load_sets(by=None, at=at))

    after = list(RuleSet.objects.order_by("pk").values()) + list(CreditRule.objects.order_by("pk").values())
    assert after == before


def test_examples_come_into_force_only_where_they_are_asked_for(at):
    refused = [each for each in load_sets(by=None, at=at) if each.refusal]
    assert [type(each.refusal) for each in refused] == [OnlyAnExample]
    RuleSet.objects.get(code="province-example").delete()

    load_sets(by=None, at=at, with_examples=True)

    assert RuleSet.objects.in_force().count() == 3


def test_where_people_have_earned_it_stays_a_draft_that_takes_the_place_of_what_is_there(at):
    old = make_set({}, authority="国家卫生健康委员会", valid_from="2024-10-23")
    LearningRecordFactory(happened_at=at)

    load_sets(by=None, at=at)

    draft = RuleSet.objects.get(code="national-2024")
    assert (draft.state, draft.replaces) == ("draft", old)


def test_a_newer_file_is_a_new_version(at, tmp_path):
    load_sets(by=None, at=at)
    text = (actions.shipped.FOLDER / "national-2024.toml").read_text()
    (tmp_path / "newer.toml").write_text(text.replace("version = 2", "version = 3"))

    [loaded] = load_sets(by=None, at=at, folder=tmp_path)

    assert (loaded.rule_set.version, loaded.rule_set.state) == (3, "in_force")
    assert RuleSet.objects.get(code="national-2024", version=2).state == "retired"


def test_the_command_says_what_became_of_each(capsys):
    from django.core.management import call_command

    call_command("load_credit_rules")
    said = capsys.readouterr().out

    assert "国家卫生健康委员会 · 继续医学教育学分管理办法（试行） v2" in said
    assert "stays a draft" in said or "草案" in said
    call_command("load_credit_rules")
    assert "there already" in capsys.readouterr().out
