"""Makes schemes, classes and trainees."""

from datetime import UTC, date, datetime, time

import factory
from factory.django import DjangoModelFactory

from certificates.schemes import models
from tests.factories.people import DivisionFactory, OrganisationFactory, PersonFactory, RosterFactory


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


class TraineeshipChangeFactory(DjangoModelFactory):
    class Meta:
        model = models.TraineeshipChange

    traineeship = factory.SubFactory(TraineeshipFactory)
    to_state = "running"
    changed_at = datetime(2026, 3, 1, tzinfo=UTC)
    changed_by = factory.SubFactory(PersonFactory)
    acted_as = "class"


class SyllabusFactory(DjangoModelFactory):
    class Meta:
        model = models.Syllabus

    authority = "省卫生健康委员会"
    name = factory.Sequence(lambda n: f"第{n}号大纲")
    document = "关于印发培训大纲的通知"
    version = "2026"
    keeper = factory.SubFactory(OrganisationFactory)


class SyllabusUnitFactory(DjangoModelFactory):
    class Meta:
        model = models.SyllabusUnit

    syllabus = factory.SubFactory(SyllabusFactory)
    position = factory.Sequence(int)
    code = factory.Sequence(lambda n: f"U{n}")
    title = "慢阻肺的早期发现"
    minutes = 90


class PlanFactory(DjangoModelFactory):
    class Meta:
        model = models.Plan

    syllabus = factory.SubFactory(SyllabusFactory)
    name = factory.Sequence(lambda n: f"第{n}号方案")
    organiser = factory.SubFactory(OrganisationFactory)
    places = 60
    starts_on = date(2026, 3, 1)
    ends_on = date(2026, 12, 31)


class PlanUnitFactory(DjangoModelFactory):
    class Meta:
        model = models.PlanUnit

    plan = factory.SubFactory(PlanFactory)
    unit = factory.SubFactory(SyllabusUnitFactory, syllabus=factory.SelfAttribute("..plan.syllabus"))
    position = factory.Sequence(int)


class ClassSessionFactory(DjangoModelFactory):
    class Meta:
        model = models.ClassSession

    cohort = factory.SubFactory(CohortFactory)
    title = "开班式"
    day = date(2026, 3, 2)
    begins = time(8, 30)
    ends = time(10, 0)


class CountyShareFactory(DjangoModelFactory):
    class Meta:
        model = models.CountyShare

    cohort = factory.SubFactory(CohortFactory)
    county = factory.SubFactory(DivisionFactory)
    places = 5
    shared_at = datetime(2026, 3, 1, tzinfo=UTC)
