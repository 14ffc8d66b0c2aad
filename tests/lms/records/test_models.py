"""The record is append-only, in the database itself."""

import pytest
from django.db import IntegrityError, connection, transaction

from lms.records.models import LearningRecord
from tests.factories.people import PersonFactory
from tests.factories.records import LearningRecordFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("UPDATE records_learningrecord SET minutes = 999 WHERE id = %s", id="update"),
        pytest.param("DELETE FROM records_learningrecord WHERE id = %s", id="delete"),
    ],
)
def test_database_refuses_to_change_a_record(statement):
    record = LearningRecordFactory()

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [record.pk])

    assert LearningRecord.objects.get().minutes == 30


def test_source_key_is_unique():
    record = LearningRecordFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        LearningRecordFactory(source_key=record.source_key)


def test_a_reversal_needs_the_outcome_that_says_so():
    record = LearningRecordFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        LearningRecordFactory(reverses=record, outcome=LearningRecord.Outcome.PASSED)


def test_visible_to_a_stranger_is_only_their_own():
    record, own = LearningRecordFactory(), LearningRecordFactory()

    assert list(LearningRecord.objects.visible_to(own.person)) == [own]
    assert list(LearningRecord.objects.visible_to(PersonFactory())) == []
    assert record not in LearningRecord.objects.visible_to(None)
