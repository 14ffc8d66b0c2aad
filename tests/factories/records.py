"""Makes activities and learning records."""

from datetime import UTC, datetime

import factory
from factory.django import DjangoModelFactory

from lms.records import models
from tests.factories.people import PersonFactory


class SubjectFactory(DjangoModelFactory):
    class Meta:
        model = models.Subject

    code = factory.Sequence(lambda n: f"subject-{n}")
    name = factory.Sequence(lambda n: f"第{n}科")


class ActivityFactory(DjangoModelFactory):
    class Meta:
        model = models.Activity

    kind = models.Activity.Kind.LESSON
    mode = models.Activity.Mode.ONLINE
    title = factory.Sequence(lambda n: f"第{n}课")
    planned_minutes = 30
    source_key = factory.Sequence(lambda n: f"test:activity:{n}")


class LearningRecordFactory(DjangoModelFactory):
    class Meta:
        model = models.LearningRecord

    person = factory.SubFactory(PersonFactory)
    activity = factory.SubFactory(ActivityFactory)
    outcome = models.LearningRecord.Outcome.COMPLETED
    mode = models.Activity.Mode.ONLINE
    minutes = 30
    happened_at = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)
    recorded_at = datetime(2026, 11, 18, 3, 0, tzinfo=UTC)
    source_key = factory.Sequence(lambda n: f"test:record:{n}")
