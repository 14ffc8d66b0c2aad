"""Makes errands."""

from datetime import UTC, datetime

import factory
from factory.django import DjangoModelFactory

from lms.kit import models


class ErrandFactory(DjangoModelFactory):
    class Meta:
        model = models.Errand

    task = "kit.sweep"
    created_at = datetime(2026, 11, 19, 1, 0, tzinfo=UTC)
    due_at = factory.SelfAttribute("created_at")
