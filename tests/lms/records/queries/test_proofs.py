"""Proofs from the kept hashes, and what they cost."""

import json
from math import ceil, log2

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lms.records.models import LearningRecord
from lms.records.queries import (
    RecordDiffers,
    SealsIncomplete,
    consistency,
    heads,
    inclusion,
    latest_head,
    root,
    sealed_in,
)
from lms.records.rules import merkle
from tests.factories.records import LearningRecordFactory
from tests.lms.records.sealing import as_operator, fill, seal_on

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def records():
    return LearningRecord.objects.order_by("pk")


def test_every_record_is_proven_under_every_head_it_is_under():
    sizes = [3, 256, 300, 700]
    for day, (size, before) in enumerate(zip(sizes, [0, *sizes], strict=False)):
        fill(size - before)
        seal_on(day)

    said = list(heads())
    for place in (0, 1, 2, 3, 4, 254, 255, 256, 299, 300, 511, 512, 698, 699):
        record = records()[place]
        for head in said:
            proof = inclusion(record, head)
            assert (proof is not None) is (place < head.size)
            assert proof is None or (proof.holds, proof.index) == (True, place)


def test_every_head_is_proven_to_extend_the_earlier_ones():
    for day, count in enumerate([1, 4, 251, 1, 400]):
        fill(count)
        seal_on(day)
    said = list(heads().reverse())

    for place, second in enumerate(said):
        for first in said[: place + 1]:
            proof = consistency(first, second)
            assert merkle.extends((first.size, bytes(first.root)), (second.size, bytes(second.root)), proof)


def test_a_record_is_under_the_first_head_that_was_signed_after_it():
    fill(5)
    first = seal_on(1)
    fill(5)
    second = seal_on(2)
    later = LearningRecordFactory()

    assert [sealed_in(each) for each in records()] == [first] * 5 + [second] * 5 + [None]
    assert (latest_head(), inclusion(later, second)) == (second, None)


def test_a_record_whose_number_is_among_the_sealed_and_that_was_not_there_is_not_under_any():
    fill(3, ids=[10, 20, 30])
    head = seal_on(1)
    with as_operator():
        late = LearningRecordFactory(pk=5)
        inside = LearningRecordFactory(pk=15)

    assert (sealed_in(late), inclusion(late, head)) == (None, None)
    with pytest.raises(RecordDiffers):
        inclusion(inside, head)


def test_a_changed_record_is_not_proven():
    ids = fill(20)
    head = seal_on(1)
    with as_operator() as cursor:
        cursor.execute("UPDATE records_learningrecord SET minutes = 999 WHERE id = %s", [ids[7]])

    with pytest.raises(RecordDiffers):
        inclusion(records()[7], head)


def test_a_proof_can_be_given_out():
    fill(20)
    record = records()[3]

    told = json.loads(json.dumps(inclusion(record, seal_on(1)).data))

    assert json.loads(told["record"])["id"] == record.pk
    assert (told["index"], len(told["path"]), told["head"]) == (3, 5, latest_head().note.text)


def test_queries_do_not_grow_and_hashes_grow_with_the_logarithm():
    costs = []
    for day, count in enumerate([300, 9_000]):
        fill(count)
        head = seal_on(day)
        record = records()[head.size // 2]
        with CaptureQueriesContext(connection) as queries:
            proof = inclusion(record, head)
        with CaptureQueriesContext(connection) as more:
            consistency(heads().last(), head)
        assert proof.holds
        assert len(proof.path) <= ceil(log2(head.size))
        costs.append((len(queries), len(more)))

    assert costs == [(3, 1), (3, 2)]


def test_the_root_over_any_number_of_records():
    fill(300)
    head = seal_on(1)

    assert (root(0), root(300)) == (merkle.EMPTY, bytes(head.root))
    with pytest.raises(SealsIncomplete):
        root(301)
