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


class RequirementFactory(DjangoModelFactory):
    class Meta:
        model = models.Requirement

    scheme = factory.SubFactory(SchemeFactory)
    position = factory.Sequence(int)
    title = "听讲座"
    measure = "count"
    target = 1
    activity_kind = "lecture"


class CohortFactory(DjangoModelFactory):
    class Meta:
        model = models.Cohort

    scheme = factory.SubFactory(SchemeFactory)
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


class ClassReportFactory(DjangoModelFactory):
    class Meta:
        model = models.ClassReport

    cohort = factory.SubFactory(CohortFactory)
    as_of = datetime(2026, 11, 19, 2, 0, tzinfo=UTC)
    made_by = factory.SubFactory(PersonFactory)
    made_at = datetime(2026, 11, 19, 2, 1, tzinfo=UTC)
    job = factory.SubFactory("tests.factories.jobs.JobFactory", owner=factory.SelfAttribute("..made_by"))
    file = factory.django.FileField(filename="report.zip", data=b"PK")
    file_name = factory.Sequence(lambda n: f"第{n}班-20261119-1000.zip")
    sha256 = "0" * 64
    size = 2
    manifest = factory.LazyFunction(lambda: {"files": [{"name": "1-日程.xlsx"}]})
