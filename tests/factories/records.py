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


class SealedRunFactory(DjangoModelFactory):
    """The hashes of one record each, in the order of their numbers."""

    class Meta:
        model = models.SealedRun

    level = 0
    start = factory.Sequence(lambda _n: models.SealedRun.objects.filter(level=0).count())
    width = 1
    hashes = b"h" * 32
    first_id = factory.LazyAttribute(lambda run: run.start + 1)
    last_id = factory.SelfAttribute("first_id")


class TreeHeadFactory(DjangoModelFactory):
    """A head over all that is hashed, and one record more."""

    class Meta:
        model = models.TreeHead

    size = factory.LazyAttribute(lambda _head: SealedRunFactory().start + 1)
    root = b"r" * 32
    at = datetime(2026, 11, 18, 4, 0, tzinfo=UTC)
    origin = "test/records"
    key_id = "00000000"
    signature = b"s" * 64
