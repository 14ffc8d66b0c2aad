"""A form as data: what is wrong with it, and which gaps its answers show."""

from copy import deepcopy

import pytest

from certificates.schemes.blocks import from_form, to_form
from certificates.schemes.rules.formfaults import MOST_QUESTIONS, faults
from certificates.schemes.rules.questionnaire import (
    Question,
    first_open_page,
    gaps,
    in_words,
    is_hit,
    read,
    unanswered,
    write,
)
from tests.factories.schemes import SURVEY_FORM


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def data():
    return deepcopy(SURVEY_FORM)


def one(**question):
    return {
        "sections": [{"title": "页", "questions": [{"kind": "yes_no", "text": "？", **question}]}],
        "units": [{"code": "U1", "title": "单元"}],
    }


def test_a_good_form_has_no_faults_and_survives_writing(data):
    assert faults(data) == []
    assert read(write(read(data))) == read(data)


def test_a_good_form_survives_the_editor(data):
    again = {"sections": to_form(from_form(write(read(data))["sections"])), "units": data["units"]}
    assert read(again) == read(data)


def test_questions_without_a_code_are_numbered(data):
    del data["sections"][1]["questions"][0]["code"]
    assert [question.code for question in read(data).questions] == ["years", "device", "q3", "wish"]


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        pytest.param([], "does not have the shape", id="not-a-table"),
        pytest.param({"sections": [{"title": "页"}]}, "does not have the shape", id="no-questions-key"),
        pytest.param(one(low="x"), "does not have the shape", id="bound-is-no-number"),
        pytest.param({"sections": []}, "at least one question", id="empty"),
        pytest.param(
            {"sections": [*one()["sections"], {"title": "空", "questions": []}]}, "empty one", id="empty-page"
        ),
        pytest.param(one(kind="essay"), "essay is not a kind", id="kind"),
        pytest.param(one(text=" "), "has no text", id="no-text"),
        pytest.param(one(kind="single", options=["甲"]), "2 to 20 options", id="one-option"),
        pytest.param(one(kind="single", options=["甲", "甲"]), "something else", id="same-options"),
        pytest.param(one(kind="scale", low=1), "lowest and a highest", id="scale-without-end"),
        pytest.param(one(kind="scale", low=0, high=11), "at most 11", id="scale-too-long"),
        pytest.param(one(kind="number", low=5, high=5), "below the highest", id="bounds"),
        pytest.param(one(gaps=[{"unit": "U9", "when": "no"}]), "U9 is not among", id="unknown-unit"),
        pytest.param(one(gaps=[{"unit": "U1", "when": "no", "weight": 0}]), "a weight is", id="weight"),
        pytest.param(one(gaps=[{"unit": "U1", "when": "<3"}]), "no condition", id="condition-of-another-kind"),
        pytest.param(one(kind="text", gaps=[{"unit": "U1", "when": "no"}]), "no condition", id="words-show-no-gap"),
        pytest.param(
            one(kind="single", options=["甲", "乙"], gaps=[{"unit": "U1", "when": "c"}]),
            "no condition",
            id="no-option-c",
        ),
        pytest.param(one(kind="number", gaps=[{"unit": "U1", "when": "3"}]), "no condition", id="no-comparison"),
        pytest.param({**one(), "units": [{"code": "U1"}, {"code": "U1"}]}, "named twice", id="unit-twice"),
        pytest.param({**one(), "units": [{"code": "U1", "threshold": 101}]}, "1 to 100 percent", id="threshold"),
        pytest.param({"sections": one(code="a")["sections"] * 2}, "Two questions have the code a", id="code-twice"),
        pytest.param(
            {"sections": [{"title": "页", "questions": [{"kind": "text", "text": "？"}] * (MOST_QUESTIONS + 1)}]},
            "at most 200",
            id="too-many",
        ),
    ],
)
def test_what_is_wrong_is_said(broken, said):
    found = faults(broken)
    assert len(found) == 1
    assert said in found[0]


@pytest.mark.parametrize(
    ("kind", "when", "answer", "hit"),
    [
        ("single", "b,c", "b", True),
        ("single", "b,c", "a", False),
        ("multiple", "b", ["a", "b"], True),
        ("multiple", "!a,b", ["a", "b"], False),
        ("multiple", "!a,b", ["a"], True),
        ("number", "<3", 2, True),
        ("number", "<3", 3, False),
        ("number", "<=3", 3, True),
        ("number", ">3", 3, False),
        ("scale", ">=3", 3, True),
        ("number", "<1", 0, True),
        ("yes_no", "no", "no", True),
        ("yes_no", "no", "yes", False),
        ("yes_no", "no", "", False),
        ("multiple", "!a", [], False),
    ],
)
def test_an_answer_meets_a_condition(kind, when, answer, hit):
    assert is_hit(Question("q1", kind, "?", options=("x", "y", "z")), when, answer) is hit


@pytest.mark.parametrize(
    ("answers", "found"),
    [
        pytest.param({"device": "b", "spiro": 3}, [("U1", 100, True), ("U2", 0, False)], id="one"),
        pytest.param({"device": "a", "spiro": 2}, [("U1", 0, False), ("U2", 100, True)], id="the-other"),
        pytest.param({}, [("U1", 0, False), ("U2", 0, False)], id="nothing-answered"),
    ],
)
def test_gaps_follow_from_weights_and_thresholds(data, answers, found):
    assert [(gap.unit.code, gap.percent, gap.is_gap) for gap in gaps(read(data), answers)] == found


@pytest.mark.parametrize(("threshold", "is_gap"), [(66, True), (67, False)])
def test_a_gap_begins_at_its_threshold(data, threshold, is_gap):
    data["sections"][1]["questions"][0]["gaps"] = [{"unit": "U1", "weight": 1, "when": "<3"}]
    data["units"][0]["threshold"] = threshold

    found = gaps(read(data), {"device": "c", "spiro": 5})[0]

    assert (found.percent, found.is_gap) == (66, is_gap)


def test_what_is_open_is_found(data):
    form = read(data)
    assert [question.code for question in unanswered(form, {"years": 0})] == ["device", "spiro"]
    assert first_open_page(form, {}) == 1
    assert first_open_page(form, {"years": 3, "device": "a"}) == 2
    assert first_open_page(form, {"years": 3, "device": "a", "spiro": 3}) == 2


@pytest.mark.parametrize(
    ("kind", "answer", "words"),
    [
        ("single", "b", "y"),
        ("multiple", ["a", "c"], "x；z"),
        ("yes_no", "yes", "yes"),
        ("yes_no", "no", "no"),
        ("number", 3, "3"),
        ("text", None, ""),
    ],
)
def test_an_answer_is_spelled_out(kind, answer, words):
    assert in_words(Question("q1", kind, "?", options=("x", "y", "z")), answer) == words
