"""Keeping the records side in step with the pages."""

from datetime import datetime

from django.db import transaction
from wagtail.models import Page

from courses.catalogue import rules
from courses.catalogue.actions.studying import complete_course
from courses.catalogue.models import Course, Lesson
from courses.catalogue.pages import CourseIndexPage, CoursePage, LessonPage
from lms.audit.actions import record
from lms.people.models import Person
from lms.records.actions import ActivityDetails, declare_activity
from lms.records.models import Activity, Subject


@transaction.atomic
def keep_in_step(*, page_id: int, at: datetime) -> Course | None:
    """Bring the course of a course page, or of a lesson page's course, up to date with what is published.

    Nothing is ever removed: a lesson whose page is unpublished or deleted keeps its record.

    :return: the course; ``None`` where the page is gone, is of another kind or was never published.
    """
    page = _course_page(page_id)
    if page is None or (page.first_published_at is None and not hasattr(page, "course")):
        return None
    lessons = list(LessonPage.objects.child_of(page).live().order_by("path"))
    subjects = list(page.subjects.all())
    course, made = Course.objects.update_or_create(page=page, defaults={"activity": _course_activity(page, lessons)})
    for position, lesson_page in enumerate(lessons, start=1):
        Lesson.objects.update_or_create(
            page=lesson_page,
            defaults={
                "course": course,
                "position": position,
                "activity": _lesson_activity(lesson_page, subjects),
                "least_seconds": rules.least_seconds(lesson_page.planned_minutes, asked=lesson_page.least_seconds),
            },
        )
    if made:
        record("catalogue.course.declared", actor=None, subject=course, at=at)
    # A lesson's page may have been deleted: whoever had finished all the others is complete now.
    complete_course(course=course, people=Person.objects.filter(studies__lesson__course=course).distinct(), at=at)
    return course


@transaction.atomic
def make_index(*, home: Page, title: str, at: datetime) -> CourseIndexPage:
    """Return the course list under ``home`` at the address ``courses``, made and published if it is not there."""
    index: CourseIndexPage | None = CourseIndexPage.objects.child_of(home).filter(slug="courses").first()
    if index is None:
        index = home.add_child(instance=CourseIndexPage(title=title, slug="courses"))
        index.save_revision().publish()
        record("catalogue.index.made", actor=None, subject=index, at=at)
    return index


def _course_page(page_id: int) -> CoursePage | None:
    page = Page.objects.filter(pk=page_id).first()
    if page is None:
        return None
    if issubclass(page.specific_class, LessonPage):
        page = page.get_parent()
    # The lock keeps two workers from declaring one course twice.
    found: CoursePage | None = CoursePage.objects.select_for_update(of=("self",)).filter(pk=page.pk).first()
    return found


def _course_activity(page: CoursePage, lessons: list[LessonPage]) -> Activity:
    return declare_activity(
        source_key=f"catalogue:course:{page.pk}",
        kind=Activity.Kind.COURSE,
        title=page.title,
        mode=Activity.Mode.ONLINE,
        details=ActivityDetails(
            planned_minutes=sum(lesson.planned_minutes for lesson in lessons), subjects=list(page.subjects.all())
        ),
    )


def _lesson_activity(page: LessonPage, subjects: list[Subject]) -> Activity:
    return declare_activity(
        source_key=f"catalogue:lesson:{page.pk}",
        kind=Activity.Kind.LESSON,
        title=page.title,
        mode=Activity.Mode.ONLINE,
        details=ActivityDetails(planned_minutes=page.planned_minutes, subjects=subjects),
    )
