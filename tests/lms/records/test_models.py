"""The record is append-only, in the database itself."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from lms.records.actions import reverse
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


def test_a_reversal_is_of_the_same_person_and_takes_no_reversal_back():
    record = LearningRecordFactory()
    reversed_ = {"outcome": LearningRecord.Outcome.REVERSED}

    with pytest.raises(IntegrityError, match="same person"), transaction.atomic():
        LearningRecordFactory(reverses=record, **reversed_)
    taken = LearningRecordFactory(person=record.person, reverses=record, **reversed_)
    with pytest.raises(IntegrityError, match="no reversal"), transaction.atomic():
        LearningRecordFactory(person=record.person, reverses=taken, **reversed_)
    assert LearningRecord.objects.count() == 2


def test_a_reversal_needs_the_outcome_that_says_so():
    record = LearningRecordFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        LearningRecordFactory(reverses=record, outcome=LearningRecord.Outcome.PASSED)


def test_visible_to_a_stranger_is_only_their_own():
    record, own = LearningRecordFactory(), LearningRecordFactory()

    assert list(LearningRecord.objects.visible_to(own.person)) == [own]
    assert list(LearningRecord.objects.visible_to(PersonFactory())) == []
    assert record not in LearningRecord.objects.visible_to(None)


class TestKnownAt:
    AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)

    @pytest.mark.parametrize(("late_by", "known"), [(timedelta(microseconds=-1), True), (timedelta(0), False)])
    def test_a_record_is_known_once_it_is_written(self, late_by, known):
        LearningRecordFactory(recorded_at=self.AT + late_by)
        assert LearningRecord.objects.known_at(self.AT).exists() is known

    @pytest.mark.parametrize(("late_by", "known"), [(timedelta(microseconds=-1), False), (timedelta(0), True)])
    def test_a_record_is_known_until_it_is_taken_back(self, late_by, known):
        record = LearningRecordFactory()
        reverse(record, by=None, reason="重复", at=self.AT + late_by)
        assert LearningRecord.objects.known_at(self.AT).filter(pk=record.pk).exists() is known


@pytest.mark.parametrize("number", [0, -1, -(1 << 63)])
@pytest.mark.database
def test_database_refuses_a_record_numbered_below_one(number):
    with pytest.raises(IntegrityError), transaction.atomic():
        LearningRecordFactory(pk=number)

    assert not LearningRecord.objects.exists()
