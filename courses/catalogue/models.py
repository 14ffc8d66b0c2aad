"""The records side of the courses: what counts, whatever becomes of the pages that tell."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lms.people.scopes import Scope
from lms.records.models import Activity


class CourseQuerySet(models.QuerySet["Course"]):
    """Filters over courses."""

    def published(self) -> Self:
        """Return the courses that learners can open now."""
        return self.filter(page__live=True)


class Course(models.Model):
    """A course that can be completed. Its page may be unpublished or deleted; this stays."""

    page = models.OneToOneField(
        "catalogue.CoursePage", on_delete=models.SET_NULL, null=True, blank=True, related_name="course"
    )
    activity = models.OneToOneField(Activity, on_delete=models.PROTECT, related_name="course")

    objects = CourseQuerySet.as_manager()

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")

    def __str__(self) -> str:
        return str(self.activity)


class LessonQuerySet(models.QuerySet["Lesson"]):
    """Filters over lessons."""

    def published(self) -> Self:
        """Return the lessons that learners can open now: the lesson and its course are both published."""
        return self.filter(page__live=True, course__page__live=True)

    def in_order(self) -> Self:
        """Return the lessons as their courses give them."""
        return self.order_by("course", "position", "pk")


class Lesson(models.Model):
    """One lesson of a course, and how long it must at least be studied."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="lessons")
    page = models.OneToOneField(
        "catalogue.LessonPage", on_delete=models.SET_NULL, null=True, blank=True, related_name="lesson"
    )
    activity = models.OneToOneField(Activity, on_delete=models.PROTECT, related_name="lesson")
    position = models.PositiveIntegerField()
    least_seconds = models.PositiveIntegerField()

    objects = LessonQuerySet.as_manager()

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")
        constraints = [
            models.CheckConstraint(condition=Q(position__gte=1), name="lesson_positions_begin_at_one"),
        ]

    def __str__(self) -> str:
        return str(self.activity)

    @property
    def least_minutes(self) -> int:
        """The least time in minutes, begun ones whole."""
        return -(-self.least_seconds // 60)


class StudyQuerySet(models.QuerySet["Study"]):
    """Filters over studies."""

    def visible_to(self, viewer: Any) -> Self:
        """Return the viewer's own studies, and those of people with a post in the viewer's scope."""
        scope = Scope.of(viewer)
        if scope.everything:
            return self
        return self.filter(Q(person=scope.person_id) | scope.posts_q("person__posts__")).distinct()

    def finished(self) -> Self:
        """Return the studies that ended in a learning record."""
        return self.filter(finished_at__isnull=False)


class Study(models.Model):
    """One person's way through one lesson: begun, so far, finished."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="studies")
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="studies")
    started_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    seconds_spent = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = StudyQuerySet.as_manager()

    class Meta:
        verbose_name = _("study")
        verbose_name_plural = _("studies")
        indexes = [models.Index(fields=["person", "last_seen_at"], name="study_by_person_and_time")]
        constraints = [
            models.UniqueConstraint(fields=["person", "lesson"], name="study_once_per_person_and_lesson"),
            models.CheckConstraint(condition=Q(last_seen_at__gte=F("started_at")), name="study_is_seen_after_start"),
            models.CheckConstraint(
                condition=Q(finished_at=None) | Q(finished_at__gte=F("started_at")), name="study_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.lesson}"
