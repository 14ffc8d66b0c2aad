import pytest

from lms.records.actions import AlreadyReversed, reverse
from lms.records.models import LearningRecord
from tests.factories.people import PersonFactory
from tests.factories.records import LearningRecordFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("again", ["record", "reversal"])
def test_reverse_is_once_and_leaves_no_second_trace(at, again):
    record, clerk = LearningRecordFactory(), PersonFactory()
    reversal = reverse(record, by=clerk, reason="误录", at=at)

    with pytest.raises(AlreadyReversed):
        reverse({"record": record, "reversal": reversal}[again], by=clerk, reason="误录", at=at)

    assert list(LearningRecord.objects.filter(reverses__isnull=False)) == [reversal]
