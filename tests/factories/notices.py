"""Makes notices."""

from datetime import UTC, datetime

import factory
from factory.django import DjangoModelFactory

from lms.notices import models
from tests.factories.people import PersonFactory


class NoticeFactory(DjangoModelFactory):
    class Meta:
        model = models.Notice

    person = factory.SubFactory(PersonFactory)
    kind = "live.seat.taken"
    key = factory.Sequence(str)
    title = factory.Sequence(lambda n: f"第{n}条通知")
    body = "您已报名本周四的讲座。"
    created_at = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)
