"""Makes schemes, classes and trainees."""

from datetime import UTC, date, datetime

import factory
from factory.django import DjangoModelFactory

from certificates.schemes import models
from tests.factories.people import OrganisationFactory, PersonFactory, RosterFactory


class SchemeFactory(DjangoModelFactory):
    class Meta:
        model = models.Scheme

    code = factory.Sequence(lambda n: f"WF-T{n}")
    name = factory.Sequence(lambda n: f"第{n}项培训")
    organiser = factory.SubFactory(OrganisationFactory)
    created_at = datetime(2026, 3, 1, tzinfo=UTC)


class SchemeVersionFactory(DjangoModelFactory):
    """The version of a scheme with a number: one, unless it is said."""

    class Meta:
        model = models.SchemeVersion
        django_get_or_create = ("scheme", "number")

    scheme = factory.SubFactory(SchemeFactory)
    number = 1
    made_at = datetime(2026, 3, 1, tzinfo=UTC)


class LevelFactory(DjangoModelFactory):
    class Meta:
        model = models.Level
        django_get_or_create = ("scale", "rank")

    scale = "考核等次"
    rank = 2
    name = "合格"


class RequirementFactory(DjangoModelFactory):
    """A requirement of the first version of ``scheme``, or of ``version``."""

    class Meta:
        model = models.Requirement

    class Params:
        scheme = factory.SubFactory(SchemeFactory)

    version = factory.LazyAttribute(lambda made: SchemeVersionFactory(scheme=made.scheme))
    position = factory.Sequence(int)
    title = "听讲座"
    measure = "count"
    target = 1
    activity_kind = "lecture"


class CohortFactory(DjangoModelFactory):
    class Meta:
        model = models.Cohort

    scheme = factory.SubFactory(SchemeFactory)
    version = factory.LazyAttribute(lambda made: SchemeVersionFactory(scheme=made.scheme))
    name = factory.Sequence(lambda n: f"第{n}班")
    roster = factory.SubFactory(RosterFactory)
    organiser = factory.SelfAttribute("scheme.organiser")
    starts_on = date(2026, 3, 1)
    ends_on = date(2026, 12, 31)


class TraineeshipFactory(DjangoModelFactory):
    class Meta:
        model = models.Traineeship

    cohort = factory.SubFactory(CohortFactory)
    person = factory.SubFactory(PersonFactory)
    enrolled_at = datetime(2026, 3, 1, tzinfo=UTC)


class ProgressFactory(DjangoModelFactory):
    class Meta:
        model = models.Progress

    traineeship = factory.SubFactory(TraineeshipFactory)
    requirement = factory.SubFactory(RequirementFactory, scheme=factory.SelfAttribute("..traineeship.cohort.scheme"))
    computed_at = datetime(2026, 3, 1, tzinfo=UTC)


class ExemptionFactory(DjangoModelFactory):
    class Meta:
        model = models.Exemption

    traineeship = factory.SubFactory(TraineeshipFactory)
    requirement = factory.SubFactory(RequirementFactory, scheme=factory.SelfAttribute("..traineeship.cohort.scheme"))
    reason = "已有同等培训证书"
    granted_at = datetime(2026, 3, 2, tzinfo=UTC)
    granted_by = factory.SubFactory(PersonFactory)
