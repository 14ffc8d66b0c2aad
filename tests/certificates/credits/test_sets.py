"""Sets of rules: drafts, versions, coming into force."""

from datetime import date

import pytest

from certificates.credits import actions
from certificates.credits.models import CreditRule, RuleSet
from lms.audit.models import Entry
from tests.factories.credits import CreditLineFactory, RuleSetFactory, make_set
from tests.factories.people import PersonFactory
from tests.factories.records import LearningRecordFactory

pytestmark = pytest.mark.django_db


def test_a_draft_comes_into_force_where_there_are_no_records(at):
    draft = make_set({}, in_force=False)

    actions.put_in_force(draft, by=None, at=at)

    draft.refresh_from_db()
    assert draft.state == "in_force"
    assert Entry.objects.filter(verb="credits.rule_set.opened").count() == 1


def test_records_of_its_period_need_a_report(at):
    LearningRecordFactory(happened_at=at)
    draft = make_set({}, in_force=False)

    with pytest.raises(actions.NeedsReport):
        actions.put_in_force(draft, by=None, at=at)

    later = make_set({}, valid_from="2027-01-01", in_force=False)
    assert actions.put_in_force(later, by=None, at=at).state == "in_force"


def test_lines_of_its_authority_need_a_report(at):
    line = CreditLineFactory(record__outcome="failed", rule__valid_to=date(2026, 1, 1))
    draft = make_set({}, authority=line.authority, valid_from="2026-01-01", in_force=False)

    with pytest.raises(actions.NeedsReport):
        actions.put_in_force(draft, by=None, at=at)


def test_an_empty_set_does_not_come_into_force(at):
    with pytest.raises(actions.NoRules):
        actions.put_in_force(RuleSetFactory(), by=None, at=at)


@pytest.mark.parametrize(
    ("rules", "most"),
    [
        pytest.param([{"category": "Ⅱ类"}], "0", id="no-rule-of-the-kind"),
        pytest.param([{"category": "Ⅰ类", "cap_per_kind_hundredths": 499}], "4.99", id="capped-below"),
        pytest.param([{"category": "Ⅰ类", "cap_per_kind_hundredths": 500}], None, id="capped-at-it"),
        pytest.param([{"category": "Ⅰ类", "cap_per_kind_hundredths": 1}, {"category": "Ⅰ类"}], None, id="one-without"),
    ],
)
def test_a_set_asks_for_no_more_of_a_kind_than_its_rules_pay(at, rules, most):
    draft = make_set(*rules, required_kinds={"Ⅰ类": 500}, in_force=False)

    if most:
        with pytest.raises(actions.KindOutOfReach) as refused:
            actions.put_in_force(draft, by=None, at=at)
        assert (refused.value.data["kind"], refused.value.data["most"]) == ("Ⅰ类", most)
    else:
        assert actions.put_in_force(draft, by=None, at=at).state == "in_force"


@pytest.mark.parametrize("state", ["in_force", "retired"])
def test_only_a_draft_does(at, state):
    rule_set = make_set({}, in_force=False)
    RuleSet.objects.filter(pk=rule_set.pk).update(state=state)

    with pytest.raises(actions.NotADraft):
        actions.put_in_force(rule_set, by=None, at=at)
    with pytest.raises(actions.NotADraft):
        actions.drop_draft(rule_set, by=PersonFactory(), at=at)
    with pytest.raises(actions.NotADraft):
        actions.edit_rule(rule_set.rules.get(), by=None, at=at, unit_minutes=1)


@pytest.mark.parametrize(
    ("begins", "ends", "clashes"),
    [
        ("2024-01-01", None, True),
        ("2023-01-01", None, True),
        ("2023-01-01", "2024-06-01", True),
        ("2023-01-01", "2024-01-01", False),
        ("2025-01-01", None, False),
    ],
)
def test_periods_of_one_authority_do_not_overlap(at, begins, ends, clashes):
    """An older set without an end makes room; anything else stands in the way, and is named."""
    make_set({}, authority="省", name="旧规则", valid_from="2024-01-01")
    draft = make_set({}, authority="省", valid_from=begins, valid_to=ends, in_force=False)

    if clashes:
        with pytest.raises(actions.PeriodsOverlap) as refused:
            actions.put_in_force(draft, by=None, at=at)
        assert "省 · 旧规则 v1" in str(refused.value)
    else:
        actions.put_in_force(draft, by=None, at=at)
        assert RuleSet.objects.in_force().count() == 2


def test_an_older_open_set_ends_where_the_new_one_begins(at):
    older = make_set({}, authority="省")
    newer = make_set({}, authority="省", valid_from="2027-01-01", in_force=False)

    actions.put_in_force(newer, by=None, at=at)

    older.refresh_from_db()
    assert (older.state, older.valid_to) == ("in_force", date(2027, 1, 1))


def test_a_new_version_copies_the_rules_and_takes_the_place_of_the_old(at):
    first = make_set({"name": "甲", "titles": ["医师"]}, {"name": "乙"}, required_hundredths=2500, code="province")

    second = actions.new_version(first, by=None, at=at)

    assert (second.version, second.replaces, second.state) == (2, first, "draft")
    assert (second.required_hundredths, second.authority) == (2500, first.authority)
    assert [(rule.name, rule.titles) for rule in second.rules.order_by("position")] == [("甲", ["医师"]), ("乙", [])]
    assert actions.new_version(first, by=None, at=at) == second

    actions.put_in_force(second, by=None, at=at)
    first.refresh_from_db()
    assert first.state == "retired"
    assert actions.new_version(first, by=None, at=at).replaces == second


@pytest.mark.parametrize(
    ("begins", "ends", "older"),
    [
        pytest.param("2024-01-01", None, ("retired", None), id="the-same-period"),
        pytest.param("2023-01-01", None, ("retired", None), id="an-earlier-start"),
        pytest.param("2027-01-01", None, ("in_force", date(2027, 1, 1)), id="from-next-year"),
        pytest.param("2027-01-01", "2028-01-01", ("in_force", date(2027, 1, 1)), id="for-next-year"),
    ],
)
def test_a_version_that_begins_later_leaves_what_was_before_it(at, begins, ends, older):
    first = make_set({}, code="province")
    second = actions.new_version(first, by=None, at=at)
    RuleSet.objects.filter(pk=second.pk).update(valid_from=begins, valid_to=ends)

    actions.put_in_force(second, by=None, at=at)

    first.refresh_from_db()
    assert (first.state, first.valid_to) == older


class TestThreeVersions:
    """A set in two versions, one after the other, and a third."""

    @pytest.fixture
    def first(self):
        return make_set({}, authority="省", code="province", valid_to="2026-01-01")

    @pytest.fixture
    def second(self, first):
        return make_set({}, authority="省", code="province", version=2, valid_from="2026-01-01", replaces=first)

    def test_a_correction_of_the_older_leaves_the_newer(self, at, first, second):
        third = actions.new_version(first, by=None, at=at)

        actions.put_in_force(third, by=None, at=at)

        for each in (first, second):
            each.refresh_from_db()
        assert (third.replaces, first.state, second.state) == (first, "retired", "in_force")

    def test_a_correction_of_the_newer_leaves_the_older(self, at, first, second):
        third = actions.new_version(second, by=None, at=at)

        actions.put_in_force(third, by=None, at=at)

        for each in (first, second):
            each.refresh_from_db()
        assert (first.state, first.valid_to, second.state) == ("in_force", date(2026, 1, 1), "retired")

    @pytest.mark.parametrize(("ends", "clashes"), [("2027-01-01", True), (None, False)])
    def test_one_over_both_periods_takes_the_place_of_both_or_of_none(self, at, first, second, ends, clashes):
        third = actions.new_version(first, by=None, at=at)
        RuleSet.objects.filter(pk=third.pk).update(valid_to=ends)

        if clashes:
            with pytest.raises(actions.PeriodsOverlap):
                actions.put_in_force(third, by=None, at=at)
        else:
            actions.put_in_force(third, by=None, at=at)
            assert list(RuleSet.objects.in_force()) == [third]


def test_a_retired_set_alone_can_be_taken_up_again(at):
    rule_set = make_set({})
    RuleSet.objects.filter(pk=rule_set.pk).update(state="retired")

    assert actions.new_version(rule_set, by=None, at=at).replaces == rule_set


def test_a_draft_is_edited_and_deleted(at):
    draft = make_set({}, in_force=False)

    actions.edit_rule(draft.rules.get(), by=None, at=at, unit_minutes=45)
    assert CreditRule.objects.get().unit_minutes == 45
    actions.drop_draft(draft, by=PersonFactory(), at=at)

    assert not RuleSet.objects.exists()
    assert Entry.objects.filter(verb="credits.rule_set.removed").exists()
