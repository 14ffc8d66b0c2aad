"""Older databases keep their records, and what guards them."""

import pytest
from django.db import IntegrityError, connection, transaction

from lms.records.actions import reverse
from lms.records.models import LearningRecord
from tests.factories.records import LearningRecordFactory
from tests.lms.records.sealing import DAY
from tests.migrating import migrate


@pytest.mark.django_db(transaction=True)
@pytest.mark.database
def test_records_and_their_triggers_stay_when_numbers_begin_at_one():
    reversal = reverse(LearningRecordFactory(), by=None, reason="重复", at=DAY)
    before = list(LearningRecord.objects.order_by("pk").values())
    try:
        migrate("records", "0010_taken_back_of_the_same_person")
    finally:
        migrate("records")

    assert list(LearningRecord.objects.order_by("pk").values()) == before
    for statement in (
        "UPDATE records_learningrecord SET minutes = 999 WHERE id = %s",
        "DELETE FROM records_learningrecord WHERE id = %s",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [reversal.pk])
    assert LearningRecordFactory().pk > reversal.pk
