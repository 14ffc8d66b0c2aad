"""Makes audit entries."""

from datetime import UTC, datetime

from factory.django import DjangoModelFactory

from lms.audit import models


class EntryFactory(DjangoModelFactory):
    class Meta:
        model = models.Entry

    at = datetime(2026, 11, 19, 1, 0, tzinfo=UTC)
    verb = "test.thing.done"
    actor_name = "王医生"
