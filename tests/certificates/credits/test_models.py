"""What the database itself refuses."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from certificates.credits.models import CreditLine, CreditRule, RuleChange, RuleSet
from tests.factories.credits import (
    CreditLineFactory,
    CreditRuleFactory,
    RuleChangeFactory,
    RuleChangeRowFactory,
    RuleSetFactory,
    make_set,
)
from tests.factories.people import PersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def _refused(statement, *params):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, params)


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("UPDATE credits_creditline SET hundredths = 9900 WHERE id = %s", id="update"),
        pytest.param("DELETE FROM credits_creditline WHERE id = %s", id="delete"),
    ],
)
def test_lines_are_append_only(statement):
    line = CreditLineFactory()

    _refused(statement, line.pk)

    assert CreditLine.objects.get().hundredths == 50


def test_one_standing_line_for_a_record_and_an_authority():
    line = CreditLineFactory()
    same = {"record": line.record, "rule": line.rule}

    for sequence in (1, 2):
        with pytest.raises(IntegrityError), transaction.atomic():
            CreditLineFactory(**same, sequence=sequence)
    CreditLineFactory(**same, hundredths=-50, reverses=line)
    with pytest.raises(IntegrityError), transaction.atomic():
        CreditLineFactory(**same, sequence=1)

    assert CreditLineFactory(**same, sequence=2).pk


@pytest.mark.parametrize(
    ("hundredths", "uncapped", "capped_by", "reverse"),
    [
        pytest.param(0, 0, "", False, id="nothing"),
        pytest.param(-5, 5, "", False, id="less-than-nothing"),
        pytest.param(5, 5, "", True, id="a-reversal-that-adds"),
        pytest.param(5, 9, "", False, id="cut-by-no-cap"),
        pytest.param(9, 9, "kind", False, id="a-cap-that-cut-nothing"),
        pytest.param(12, 9, "", False, id="more-than-earned"),
    ],
)
def test_a_line_adds_and_a_reversal_takes_away(hundredths, uncapped, capped_by, reverse):
    line = CreditLineFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        CreditLineFactory(
            hundredths=hundredths,
            uncapped_hundredths=uncapped,
            capped_by=capped_by,
            reverses=line if reverse else None,
        )


def test_a_line_that_a_cap_left_nothing_of_is_kept():
    assert CreditLineFactory(hundredths=0, uncapped_hundredths=150, capped_by="year").pk


def test_a_line_is_reversed_once():
    line = CreditLineFactory()
    more = {"record": line.record, "rule": line.rule, "hundredths": -50, "reverses": line}
    CreditLineFactory(**more)

    with pytest.raises(IntegrityError), transaction.atomic():
        CreditLineFactory(**more)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"unit_minutes": 0}, id="free"),
        pytest.param({"unit_minutes": None}, id="no-unit"),
        pytest.param({"earns": "day"}, id="two-units"),
        pytest.param({"unit_hundredths": 0}, id="pays-nothing"),
        pytest.param({"valid_to": date(2023, 1, 1)}, id="ends-before-it-begins"),
        pytest.param({"document": ""}, id="no-source"),
        pytest.param({"category": ""}, id="no-kind"),
    ],
)
def test_rules_are_whole(change):
    with pytest.raises(IntegrityError), transaction.atomic():
        CreditRuleFactory(**change)


@pytest.mark.parametrize(
    "change",
    [{"authority": ""}, {"document": ""}, {"version": 0}, {"state": "gone"}, {"code": "twice"}],
    ids=lambda change: next(iter(change)),
)
def test_sets_are_whole(change):
    RuleSetFactory(code="twice")

    with pytest.raises(IntegrityError), transaction.atomic():
        RuleSetFactory(**change)


@pytest.mark.parametrize(
    ("begins", "ends"),
    [("2024-01-01", None), ("2020-01-01", None), ("2020-01-01", "2024-01-02"), ("2025-01-01", "2025-01-02")],
)
def test_periods_of_an_authority_in_force_do_not_overlap(begins, ends):
    make_set({}, authority="省")
    other = RuleSetFactory(authority="省", valid_from=begins, valid_to=ends)

    with pytest.raises(IntegrityError), transaction.atomic():
        RuleSet.objects.filter(pk=other.pk).update(state="in_force")
    with pytest.raises(IntegrityError), transaction.atomic():
        RuleSetFactory(authority="省", valid_from=begins, valid_to=ends, state="in_force")


def test_periods_that_only_meet_and_other_authorities_are_fine():
    make_set({}, authority="省")
    before = make_set({}, authority="省", valid_from="2020-01-01", valid_to="2024-01-01")
    elsewhere = make_set({}, authority="市")

    assert {before.state, elsewhere.state} == {"in_force"}


@pytest.mark.parametrize("state", ["in_force", "retired"])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE credits_ruleset SET document = 'x' WHERE id = %s",
        "UPDATE credits_ruleset SET required_hundredths = 1 WHERE id = %s",
        "UPDATE credits_ruleset SET hour_minutes = 45 WHERE id = %s",
        """UPDATE credits_ruleset SET required_kinds = '{"Ⅰ类": 1}' WHERE id = %s""",
        "UPDATE credits_ruleset SET state = 'draft' WHERE id = %s",
        "DELETE FROM credits_ruleset WHERE id = %s",
        "UPDATE credits_creditrule SET unit_minutes = 1 WHERE rule_set_id = %s",
        "DELETE FROM credits_creditrule WHERE rule_set_id = %s",
    ],
)
def test_a_set_that_was_in_force_stays_as_it_is(state, statement):
    rule_set = make_set({}, in_force=False)
    RuleSet.objects.filter(pk=rule_set.pk).update(state=state)

    _refused(statement, rule_set.pk)


def test_a_set_in_force_takes_no_further_rule_from_anywhere():
    rule_set, draft = make_set({}), make_set({}, in_force=False)

    with pytest.raises(IntegrityError), transaction.atomic():
        CreditRuleFactory(rule_set=rule_set)
    with pytest.raises(IntegrityError), transaction.atomic():
        CreditRule.objects.filter(rule_set=draft).update(rule_set=rule_set)


def test_a_set_in_force_may_end_and_retire_and_not_come_back():
    rule_set = make_set({})
    own = RuleSet.objects.filter(pk=rule_set.pk)

    own.update(valid_to=date(2027, 1, 1))
    own.update(state="retired")
    with pytest.raises(IntegrityError), transaction.atomic():
        own.update(state="in_force")


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"state": "approved"}, id="approved-by-nobody"),
        pytest.param({"state": "ready", "approved_at": "2026-11-19T00:00Z"}, id="half-approved"),
        pytest.param({"state": "dropped", "done_at": "2026-11-19T00:00Z"}, id="done-though-dropped"),
    ],
)
def test_changes_are_whole(fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        RuleChangeFactory(**fields)


def test_a_change_takes_two():
    one = PersonFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        RuleChangeFactory(asked_by=one, approved_by=one, approved_at="2026-11-19T00:00Z", state="approved")


def test_one_open_change_a_set_and_one_row_a_person():
    row = RuleChangeRowFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        RuleChangeFactory(rule_set=row.change.rule_set)
    with pytest.raises(IntegrityError), transaction.atomic():
        RuleChangeRowFactory(change=row.change, person=row.person)


def test_lines_are_visible_to_their_owner_only():
    line = CreditLineFactory()

    assert list(CreditLine.objects.visible_to(line.person)) == [line]
    assert list(CreditLine.objects.visible_to(PersonFactory())) == []


def test_changes_are_visible_to_who_looks_after_everything_only():
    change = RuleChangeFactory()

    assert list(RuleChange.objects.visible_to(PersonFactory(is_superuser=True))) == [change]
    assert list(RuleChange.objects.visible_to(change.asked_by)) == []


def test_what_they_are_called():
    row, line = RuleChangeRowFactory(change__rule_set__name="细则"), CreditLineFactory(hundredths=150)

    assert str(row.change).endswith("· 细则 v1")
    assert str(row) == f"{row.person_id}: 100 → 150"
    assert str(line) == f"{line.person_id} · 1.50"
    assert str(line.rule) == "继续医学教育项目 · 远程学习"
    assert list(RuleSet.objects.on(date(2024, 1, 1)).values_list("pk", flat=True))
