import doctest

import pytest

from certificates.register import rules
from certificates.register.facts import freeze, thaw
from tests.factories.printing import FACTS


def test_docstrings_are_true():
    assert doctest.testmod(rules).failed == 0


@pytest.mark.parametrize("typed", ["WF‐A–2026—000001", "ＷＦ－Ａ－２０２６－０００００１", "wf-a-2026-00 0001"])
def test_numbers_typed_on_any_keyboard(typed):
    assert rules.typed_number(typed) == "WF-A-2026-000001"


def test_frozen_facts_thaw_to_what_they_were():
    assert thaw(freeze(FACTS)) == FACTS
