import pytest

from lms.records.models import Activity
from lms.records.words import evidence_of, in_words, source_of, told_to_owner, word_for
from tests.factories.records import LearningRecordFactory


@pytest.mark.parametrize(
    ("value", "words"),
    [
        pytest.param(7, "7", id="number"),
        pytest.param("讲课", "讲课", id="text"),
        pytest.param("2026-11-18T02:00:00+00:00", "2026-11-18 10:00:00", id="instant-in-local-time"),
        pytest.param("T-shirt", "T-shirt", id="text-with-a-t"),
        pytest.param("2026-11-18T02:00:00", "2026-11-18T02:00:00", id="instant-of-no-zone"),
    ],
)
def test_a_value_in_words(value, words):
    assert in_words(value) == words


def test_words_for_yes_no_and_nothing_differ():
    said = {in_words(True), in_words(False), in_words(None), in_words([])}
    assert len(said) == 4
    assert in_words("") == in_words(None)
    assert in_words([1, 2]) == "1, 2"
    assert "60" in in_words({"seconds": 60})


def test_codes_are_spelled_out():
    assert word_for("mode", "onsite") == str(Activity.Mode.ONSITE.label)
    assert word_for("how", "code") != "code"
    assert word_for("topic", "onsite") == "onsite"


def test_evidence_keeps_its_order_and_names_what_it_does_not_know():
    item = LearningRecordFactory.build(
        evidence={"zz_top": 1, "seconds": 2}, source_key="live:checkin:3", person=None, activity=None
    )
    assert next(label for label, _value in evidence_of(item)) == "zz top"
    assert [value for _label, value in evidence_of(item)] == ["1", "2"]
    item.source_key = "elsewhere:1"
    other = source_of(item)
    item.source_key = "live:1"
    assert source_of(item) != other


def test_the_owner_is_told_in_words_and_ids_are_not():
    evidence = {"study": 17, "seconds": 1801, "started_at": "2026-11-18T01:30:00+00:00", "how": "code", "reason": ""}
    record = LearningRecordFactory.build(score_hundredths=8650, evidence=evidence, person=None, activity=None)

    told = list(told_to_owner(record))

    assert [(told[0], told[1]), told[3]] == [(("得分", "86.5"), ("开始", "2026-11-18 09:30")), ("学习用时", "31 分钟")]
    assert len(told) == 4
