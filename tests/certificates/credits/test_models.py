"""What the database itself refuses."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from certificates.credits.models import CreditLine
from tests.factories.credits import CreditLineFactory, CreditRuleFactory
from tests.factories.people import PersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("UPDATE credits_creditline SET hundredths = 9900 WHERE id = %s", id="update"),
        pytest.param("DELETE FROM credits_creditline WHERE id = %s", id="delete"),
    ],
)
def test_lines_are_append_only(statement):
    line = CreditLineFactory()

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [line.pk])

    assert CreditLine.objects.get().hundredths == 50


def test_one_line_for_a_record_and_a_rule():
    line = CreditLineFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        CreditLineFactory(record=line.record, rule=line.rule)


@pytest.mark.parametrize(("hundredths", "reverse"), [(0, False), (-5, False), (5, True)])
def test_a_line_adds_and_a_reversal_takes_away(hundredths, reverse):
    line = CreditLineFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        CreditLineFactory(hundredths=hundredths, reverses=line if reverse else None)


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
        pytest.param({"valid_to": date(2023, 1, 1)}, id="ends-before-it-begins"),
        pytest.param({"document": ""}, id="no-source"),
    ],
)
def test_rules_are_whole(change):
    with pytest.raises(IntegrityError), transaction.atomic():
        CreditRuleFactory(**change)


def test_one_open_rule_a_kind():
    rule = CreditRuleFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        CreditRuleFactory(authority=rule.rule_set.authority, valid_from=date(2025, 1, 1))


def test_lines_are_visible_to_their_owner_only():
    line = CreditLineFactory()

    assert list(CreditLine.objects.visible_to(line.person)) == [line]
    assert list(CreditLine.objects.visible_to(PersonFactory())) == []
