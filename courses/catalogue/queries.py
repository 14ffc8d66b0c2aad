"""What the course pages and the desk show."""

from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Exists, OuterRef, Q
from wagtail.documents.models import AbstractDocument
from wagtail.models import Page, ReferenceIndex
from wagtail.permissions import page_permission_policy

from courses.catalogue import rules
from courses.catalogue.models import Course, Lesson, Study
from lms.records.models import LearningRecord


@dataclass(frozen=True, kw_only=True)
class Step:
    """One lesson as one person stands to it."""

    lesson: Lesson
    study: Study | None

    @property
    def state(self) -> str:
        """``"new"``, ``"begun"`` or ``"finished"``."""
        if self.study is None:
            return "new"
        return "finished" if self.study.finished_at else "begun"


@dataclass(frozen=True, kw_only=True)
class Path:
    """A course as one person stands to it."""

    steps: tuple[Step, ...]
    is_recorded: bool

    @property
    def finished(self) -> int:
        """How many lessons are finished."""
        return sum(step.state == "finished" for step in self.steps)

    @property
    def minutes(self) -> int:
        """The planned minutes of all lessons."""
        return sum(step.lesson.activity.planned_minutes for step in self.steps)

    @property
    def is_begun(self) -> bool:
        """Whether any lesson has been opened."""
        return any(step.study for step in self.steps)

    @property
    def next(self) -> Step | None:
        """The first lesson not yet finished."""
        return next((step for step in self.steps if step.state != "finished"), None)

    def around(self, lesson_page_id: int | None) -> tuple[Step | None, Step | None, Step | None]:
        """Return the steps before, at and after the lesson of a page; all ``None`` where it is not among them."""
        at = next((n for n, step in enumerate(self.steps) if step.lesson.page_id == lesson_page_id), None)
        if at is None:
            return None, None, None
        before = self.steps[at - 1] if at else None
        return before, self.steps[at], self.steps[at + 1] if at + 1 < len(self.steps) else None


def path_through(course_page_id: int, *, person: Any) -> Path:
    """Return ``person``'s way through the published lessons of a course page. Two queries."""
    record = LearningRecord.objects.standing().filter(activity=OuterRef("course__activity"), person=person.pk)
    lessons: list[Any] = list(
        Lesson.objects.published()
        .filter(course__page=course_page_id)
        .select_related("activity", "page", "course")
        .annotate(course_is_recorded=Exists(record))
        .in_order()
    )
    studies = {study.lesson_id: study for study in Study.objects.filter(person=person.pk, lesson__in=lessons)}
    steps = tuple(Step(lesson=lesson, study=studies.get(lesson.pk)) for lesson in lessons)
    return Path(steps=steps, is_recorded=any(lesson.course_is_recorded for lesson in lessons))


def courses_on_offer(*, person: Any) -> list[Course]:
    """Return the published courses, each with ``lessons_total`` and ``lessons_finished`` by ``person``."""
    live = Q(lessons__page__live=True)
    courses = (
        Course.objects.published()
        .select_related("page__cover", "activity")
        .prefetch_related("activity__subjects", "page__cover__renditions")
        .annotate(
            lessons_total=Count("lessons", filter=live, distinct=True),
            lessons_begun=Count("lessons__studies", filter=live & Q(lessons__studies__person=person.pk), distinct=True),
            lessons_finished=Count(
                "lessons__studies",
                filter=live & Q(lessons__studies__person=person.pk, lessons__studies__finished_at__isnull=False),
                distinct=True,
            ),
        )
        .order_by("page__path")
    )
    return list(courses)


def lesson_to_continue(*, person: Any) -> Study | None:
    """Return the study ``person`` was last seen in and has not finished, if its lesson is still published."""
    open_lessons = Lesson.objects.published()
    return (
        Study.objects.filter(person=person, finished_at=None, lesson__in=open_lessons)
        .select_related("lesson__activity", "lesson__course__activity")
        # The desk asks on every visit: only what its card shows.
        .only("last_seen_at", "lesson__activity__title", "lesson__course__activity__title")
        .order_by("-last_seen_at")
        .first()
    )


def check_of(lesson: Lesson, block_id: str) -> Any | None:
    """Return the check question ``block_id`` in the lesson as published, or ``None``."""
    for block in lesson.page.body if lesson.page else ():
        if block.block_type == "check" and block.id == block_id:
            return block
    return None


def right_options(check: Any) -> list[int]:
    """Return the positions of a check question's right options."""
    return [n for n, option in enumerate(check.value["options"]) if option["right"]]


def minimum_left(step: Step, *, at: Any) -> int:
    """Return how many seconds are still to be studied before the lesson can be finished."""
    if step.study is None:
        return step.lesson.least_seconds
    study = step.study
    spent = rules.seconds_studied(
        study.seconds_spent, started_at=study.started_at, last_seen_at=study.last_seen_at, at=at
    )
    return max(0, step.lesson.least_seconds - spent)


def may_read(document: AbstractDocument, person: Any) -> bool:
    """Return whether ``person`` may be sent a teaching file, whose address is a number anybody can count up.

    Learners may read what stands in a published lesson they have begun, as the lesson's own page shows it. Whoever
    works on pages reads what is in drafts as well.
    """
    if page_permission_policy.user_has_any_permission(person, ["add", "change", "publish"]):
        return True
    named = ReferenceIndex.get_references_to(document)
    pages = named.filter(base_content_type=ContentType.objects.get_for_model(Page)).values_list("object_id", flat=True)
    begun = Study.objects.filter(person=person.pk, lesson__in=Lesson.objects.published())
    return begun.filter(lesson__page__in=[int(each) for each in pages]).exists()
