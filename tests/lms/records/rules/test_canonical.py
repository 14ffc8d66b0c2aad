"""The bytes of a record."""

import json

import pytest

from lms.records.rules.canonical import COLUMNS, canonical, leaf_of
from lms.records.rules.merkle import leaf_hash

ROW = dict.fromkeys(COLUMNS, "x") | {"id": 7, "minutes": 30, "score_hundredths": None, "evidence": "{}"}


def row(**other):
    return [*(ROW | other).values()]


def test_a_record_is_one_line_of_sorted_json():
    said = canonical(row(post_title="村医", evidence='{"b": 1, "a": [true, null]}'))

    assert b" " not in said
    assert "村医".encode() in said
    assert list(json.loads(said)) == sorted([*COLUMNS, "version"])
    assert json.loads(said)["evidence"] == {"a": [True, None], "b": 1}
    assert leaf_of(row()) == leaf_hash(canonical(row()))


@pytest.mark.parametrize("column", COLUMNS)
def test_every_column_counts(column):
    other = '{"a": 1}' if column == "evidence" else 99

    assert canonical(row(**{column: other})) != canonical(row())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('{"a":1,"b":2}', '{"b": 2, "a": 1}'),
        ('{"a": 1.0}', '{"a": 1}'),
        ('{"a": 1e+22}', '{"a": 10000000000000000000000}'),
        ('{"a": -0.0}', '{"a": 0}'),
        ('{"a": 0.1}', '{"a": 0.10}'),
    ],
)
def test_evidence_that_means_the_same_is_the_same(one, other):
    assert canonical(row(evidence=one)) == canonical(row(evidence=other))


@pytest.mark.parametrize("evidence", ["{", '{"a": 1e999999}', None])
def test_evidence_that_nobody_wrote_still_has_bytes(evidence):
    assert canonical(row(evidence=evidence)) != canonical(row())


def test_a_value_that_sqlite_let_in_has_bytes_of_its_own():
    assert canonical(row(minutes=b"30")) != canonical(row(minutes="30")) != canonical(row(minutes=30))
