"""Makes course pages and the records beside them."""

from datetime import UTC, datetime

import factory
from factory.django import DjangoModelFactory
from wagtail.models import Page

from courses.catalogue import models, pages
from lms.records.models import Activity
from lms.site.actions import open_site
from tests.factories.people import PersonFactory
from tests.factories.records import ActivityFactory


def home():
    return open_site(name="杏林", address="http://localhost")


class PageFactory(DjangoModelFactory):
    """Hangs a published page below ``parent``."""

    class Meta:
        model = Page
        abstract = True

    title = factory.Sequence(lambda n: f"第{n}页")
    slug = factory.Sequence(lambda n: f"page-{n}")

    @classmethod
    def _create(cls, model_class, *args, parent, live=True, **kwargs):
        page = parent.add_child(instance=model_class(live=False, **kwargs))
        if live:
            page.save_revision().publish()
            page.refresh_from_db()
        return page


class CourseIndexPageFactory(PageFactory):
    class Meta:
        model = pages.CourseIndexPage

    title = "课程"
    slug = "courses"
    parent = factory.LazyFunction(home)

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        return model_class.objects.first() or super()._create(model_class, *args, **kwargs)


class CoursePageFactory(PageFactory):
    class Meta:
        model = pages.CoursePage

    parent = factory.SubFactory(CourseIndexPageFactory)
    summary = "三堂课讲清一件事。"
    audience = "乡镇卫生院医生"


class LessonPageFactory(PageFactory):
    class Meta:
        model = pages.LessonPage

    parent = factory.SubFactory(CoursePageFactory)
    summary = "一堂课。"
    planned_minutes = 30
    body = factory.LazyFunction(lambda: [{"type": "text", "value": "<p>先问诊。</p>", "id": BLOCK_ID}])


BLOCK_ID = "11111111-1111-4111-8111-111111111111"


class CourseFactory(DjangoModelFactory):
    class Meta:
        model = models.Course

    page = factory.SubFactory(CoursePageFactory)
    activity = factory.SubFactory(ActivityFactory, kind=Activity.Kind.COURSE)


class LessonFactory(DjangoModelFactory):
    class Meta:
        model = models.Lesson

    course = factory.SubFactory(CourseFactory)
    page = factory.SubFactory(LessonPageFactory, parent=factory.SelfAttribute("..course.page"))
    activity = factory.SubFactory(ActivityFactory, planned_minutes=30)
    position = factory.Sequence(lambda n: n + 1)
    least_seconds = 600


class StudyFactory(DjangoModelFactory):
    class Meta:
        model = models.Study

    person = factory.SubFactory(PersonFactory)
    lesson = factory.SubFactory(LessonFactory)
    started_at = datetime(2026, 11, 19, 1, 0, tzinfo=UTC)
    last_seen_at = factory.SelfAttribute("started_at")
