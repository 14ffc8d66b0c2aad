import doctest

import pytest

from certificates.schemes import rules


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


def test_docstrings_are_true():
    assert doctest.testmod(rules).failed == 0


@pytest.mark.parametrize(
    ("measure", "kind", "missing", "said"),
    [
        ("count", "lecture", 1, "1 lecture"),
        ("count", "teaching", 3, "3 teaching sessions"),
        ("count", "", 2, "2 activities"),
        ("minutes", "lecture", 90, "90 minutes"),
        ("credits", "", 650, "6.5 credits"),
        ("pass", "exam", 1, "1 exam"),
    ],
)
def test_shortfall_is_said_in_few_words(measure, kind, missing, said):
    assert rules.shortfall(measure, kind, missing) == said


@pytest.mark.parametrize(("number", "said"), [(0, "not passed yet"), (1, "passed")])
def test_a_pass_is_said_as_one(number, said):
    assert rules.amount("pass", number) == said
