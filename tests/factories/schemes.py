"""Makes schemes, classes and trainees."""

from datetime import UTC, date, datetime, time

import factory
from factory.django import DjangoModelFactory

from certificates.schemes import models
from certificates.schemes.blocks import from_form
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


class ClassReportFactory(DjangoModelFactory):
    class Meta:
        model = models.ClassReport

    cohort = factory.SubFactory(CohortFactory)
    as_of = datetime(2026, 11, 19, 2, 0, tzinfo=UTC)
    made_by = factory.SubFactory(PersonFactory)
    made_at = datetime(2026, 11, 19, 2, 1, tzinfo=UTC)
    job = factory.SubFactory("tests.factories.jobs.JobFactory", owner=factory.SelfAttribute("..made_by"))
    file = factory.django.FileField(filename="report.zip", data=b"made")
    file_name = factory.Sequence(lambda n: f"第{n}班-20261119-1000.zip")
    sha256 = "0" * 64
    size = 4
    manifest = factory.LazyFunction(lambda: {"files": [{"name": "1-日程.xlsx"}]})


SURVEY_FORM = {
    "sections": [
        {
            "title": "基本情况",
            "questions": [
                {"code": "years", "kind": "number", "text": "从业几年？", "low": 0, "high": 60},
                {
                    "code": "device",
                    "kind": "single",
                    "text": "会教吸入装置吗？",
                    "options": ["熟练", "一般", "不会"],
                    "gaps": [{"unit": "U1", "weight": 2, "when": "b,c"}],
                },
            ],
        },
        {
            "title": "自评",
            "questions": [
                {
                    "code": "spiro",
                    "kind": "scale",
                    "text": "读肺功能报告",
                    "low": 1,
                    "high": 5,
                    "gaps": [{"unit": "U2", "when": "<3"}],
                },
                {"code": "wish", "kind": "text", "text": "还想学什么？", "required": False},
            ],
        },
    ],
    "units": [
        {"code": "U1", "title": "吸入装置使用", "threshold": 50, "subject": "respiratory"},
        {"code": "U2", "title": "肺功能判读", "threshold": 50, "subject": ""},
    ],
}


class SurveyFactory(DjangoModelFactory):
    class Meta:
        model = models.Survey

    code = factory.Sequence(lambda n: f"survey-{n}")
    title = factory.Sequence(lambda n: f"第{n}次基线调查")
    organiser = factory.SubFactory(OrganisationFactory)
    body = factory.LazyFunction(lambda: from_form(SURVEY_FORM["sections"]))


class SurveyUnitFactory(DjangoModelFactory):
    class Meta:
        model = models.SurveyUnit

    survey = factory.SubFactory(SurveyFactory)
    code = factory.Sequence(lambda n: f"U{n}")
    title = "肺功能判读"


class SurveyVersionFactory(DjangoModelFactory):
    class Meta:
        model = models.SurveyVersion

    survey = factory.SubFactory(SurveyFactory)
    number = 1
    definition = factory.LazyFunction(lambda: SURVEY_FORM)
    made_at = datetime(2026, 11, 1, tzinfo=UTC)


class SurveyRoundFactory(DjangoModelFactory):
    class Meta:
        model = models.SurveyRound

    version = factory.SubFactory(SurveyVersionFactory)
    roster = factory.SubFactory(RosterFactory)
    closes_on = date(2026, 11, 30)
    opened_at = datetime(2026, 11, 2, tzinfo=UTC)


class SurveyPaperFactory(DjangoModelFactory):
    class Meta:
        model = models.SurveyPaper

    round = factory.SubFactory(SurveyRoundFactory)
    person = factory.SubFactory(PersonFactory)


class SurveyGapFactory(DjangoModelFactory):
    class Meta:
        model = models.SurveyGap

    paper = factory.SubFactory(SurveyPaperFactory)
    unit_code = "U1"
    percent = 100
    is_gap = True


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
