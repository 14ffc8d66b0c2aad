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
        ("count", "", 2, "慢病学习: 2 times"),
        ("minutes", "lecture", 90, "慢病学习: 90 minutes"),
        ("credits", "", 650, "慢病学习: 6.5 credits"),
        ("pass", "exam", 1, "1 exam"),
        ("pass", "", 1, "慢病学习"),
        ("pass", "practical", 1, "慢病学习"),
    ],
)
def test_shortfall_is_said_in_few_words(measure, kind, missing, said):
    assert rules.shortfall(measure, kind, missing, "慢病学习") == said


def test_like_is_added_to_like():
    open_ = [
        ("count", "exam", 1, "期中考试"),
        ("minutes", "", 60, "线上学习"),
        ("pass", "exam", 1, "结业考试"),
        ("minutes", "", 30, "线上学习"),
        ("credits", "", 100, "线上学习"),
    ]

    assert rules.shortfalls(open_) == ["2 exams", "线上学习: 90 minutes", "线上学习: 1 credits"]


@pytest.mark.parametrize(("number", "said"), [(0, "not passed yet"), (1, "passed")])
def test_a_pass_is_said_as_one(number, said):
    assert rules.amount("pass", number) == said
