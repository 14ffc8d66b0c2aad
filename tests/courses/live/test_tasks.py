import pytest
from django.utils import timezone

from courses.live import tasks
from tests.factories.live import STARTS, LectureFactory

pytestmark = pytest.mark.django_db


def test_settle_due_may_be_delivered_twice_and_meets_newer_calls():
    lecture = LectureFactory(starts_at=STARTS.replace(year=2020))

    tasks.settle_due()
    tasks.settle_due(newer="argument")

    lecture.refresh_from_db()
    assert lecture.settled_at <= timezone.now()
