import doctest

import pytest
from django.utils import translation

from certificates.register import rules
from certificates.register.facts import draft_for, freeze, thaw
from tests.factories.printing import FACTS
from tests.factories.schemes import TraineeshipFactory


def test_docstrings_are_true():
    assert doctest.testmod(rules).failed == 0


@pytest.mark.parametrize("typed", ["WF‐A–2026—000001", "ＷＦ－Ａ－２０２６－０００００１", "wf-a-2026-00 0001"])
def test_numbers_typed_on_any_keyboard(typed):
    assert rules.typed_number(typed) == "WF-A-2026-000001"


def test_frozen_facts_thaw_to_what_they_were():
    assert thaw(freeze(FACTS)) == FACTS


@pytest.mark.django_db
def test_the_text_is_chinese_whatever_language_the_issuer_reads(at):
    trainee = TraineeshipFactory(cohort__scheme__name="首席医师培训")

    with translation.override("en"):
        facts = draft_for(trainee, at)

    assert facts.kind_title == "结业证书"
    assert not [text for text in (facts.body, *(label for label, _value in facts.extras)) if text.isascii()]
    assert "首席医师培训" in facts.body
