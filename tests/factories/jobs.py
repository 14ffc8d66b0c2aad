"""Makes jobs."""

from datetime import UTC, datetime

import factory
from factory.django import DjangoModelFactory

from lms.jobs import models
from tests.factories.people import PersonFactory


class JobFactory(DjangoModelFactory):
    class Meta:
        model = models.Job

    kind = "test.count"
    title = factory.Sequence(lambda n: f"第{n}批证书")
    owner = factory.SubFactory(PersonFactory)
    created_at = datetime(2026, 11, 19, 2, 0, tzinfo=UTC)
