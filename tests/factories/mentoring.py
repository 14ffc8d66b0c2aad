"""Makes pairings and teaching sessions."""

from datetime import UTC, date, datetime, timedelta

import factory
from factory.django import DjangoModelFactory

from courses.mentoring import models
from tests.factories.people import OrganisationFactory, PersonFactory


class PairingFactory(DjangoModelFactory):
    class Meta:
        model = models.Pairing

    mentor = factory.SubFactory(PersonFactory)
    mentee = factory.SubFactory(PersonFactory)
    organiser = factory.SubFactory(OrganisationFactory)
    starts_on = date(2026, 1, 1)
    goal_sessions = 12


class TeachingSessionFactory(DjangoModelFactory):
    class Meta:
        model = models.TeachingSession

    pairing = factory.SubFactory(PairingFactory)
    kind = models.TeachingSession.Kind.WARD_ROUND
    started_at = factory.Sequence(lambda n: datetime(2026, 11, 18, 1, 0, tzinfo=UTC) - timedelta(hours=2 * n % 400))
    minutes = 60
    topic = "慢阻肺急性加重"
    logged_at = datetime(2026, 11, 19, 1, 0, tzinfo=UTC)
    request_key = factory.Sequence(lambda n: f"test-{n}:1")


CONFIRMED = {"state": "confirmed", "answered_at": datetime(2026, 11, 19, 1, 30, tzinfo=UTC)}
DISPUTED = {**CONFIRMED, "state": "disputed", "dispute_reason": "那天我不在。"}
