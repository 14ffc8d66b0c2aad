import doctest

import pytest
from django.utils import translation

from certificates.register import rules
from certificates.register.facts import draft_of, freeze, ground_of_trainee, site_design, thaw
from certificates.register.models import Batch
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
        facts = draft_of(ground_of_trainee(trainee), site_design(Batch(cohort=trainee.cohort)), at)

    assert facts.kind_title == "结业证书"
    assert not [text for text in (facts.body, *(label for label, _value in facts.extras)) if text.isascii()]
    assert "首席医师培训" in facts.body


@pytest.mark.parametrize(
    ("pattern", "fault"),
    [
        ("WF-{year}-{serial}", "serial"),
        ("WF-{year}{serial:06}", "serial"),
        ("{serial:06}-{year}", "serial"),
        ("WF-{serial:06}", "year"),
        ("WF-{year}-{place}-{serial:06}", "unknown"),
        ("WF-{year}-{{-{serial:06}", "braces"),
        ("wf-{year}-{serial:06}", "letters"),
        ("WF-{year.real}-{serial:06}", "unknown"),
    ],
)
def test_a_pattern_that_could_double_a_number_is_refused(pattern, fault):
    with pytest.raises(rules.MalformedPattern) as refused:
        rules.check_pattern(pattern)

    assert refused.value.code == fault


def test_codes_in_a_number_are_capital_letters_digits_and_hyphens():
    assert rules.prefix_of("{issuer}-{year}-{serial:03}", {"issuer": "wf 二院/2_y", "year": 2026}) == "WF-2-Y-2026-"
    assert rules.number_of("{issuer}-{year}-{serial:03}", "WF-2026-", 7) == "WF-2026-007"
