"""The pages that tell: the course list, a course, a lesson. They are for people who are signed in.

They live apart from ``models`` because they show what ``queries`` finds; ``apps`` loads them with the models.
"""

from typing import Any, ClassVar

from django import forms
from django.contrib.auth.views import redirect_to_login
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.url_routing import RouteResult

from courses.catalogue import queries
from courses.catalogue.blocks import LessonBody
from lms.records.models import Subject
from lms.site.models import SitePage


class LearningPage(SitePage):
    """A page that nobody reads without signing in."""

    class Meta:
        abstract = True

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the page, or lead to signing in and back."""
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        response: HttpResponse = super().serve(request, *args, **kwargs)
        return response


class CourseIndexPage(LearningPage):
    """The list of courses."""

    template = "courses/catalogue/course_index_page.html"
    parent_page_types: ClassVar[list[str]] = ["site.HomePage"]
    subpage_types: ClassVar[list[str]] = ["catalogue.CoursePage"]
    max_count = 1

    class Meta:
        verbose_name = _("course list")

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        """Find a course or a lesson below in one query; Wagtail's own way costs two a level."""
        model: Any = {1: CoursePage, 2: LessonPage}.get(len(path_components))
        if model is None:
            return super().route(request, path_components)
        address = f"{self.url_path}{'/'.join(path_components)}/"
        page = model.objects.live().filter(url_path=address).first()
        if page is None:
            raise Http404
        if model is CoursePage:
            page._cached_parent_obj = self
        # A lesson of a course that is not published is not to be read either.
        if not page.get_parent().live:
            raise Http404
        return RouteResult(page)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the courses and how far the reader is."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["courses"] = queries.courses_on_offer(person=request.user)
        return context


class CoursePage(LearningPage):
    """What a course is about and for whom; its lessons are its child pages."""

    summary = models.TextField(_("summary"), max_length=500)
    audience = models.CharField(_("for whom"), max_length=150, blank=True)
    cover = models.ForeignKey(
        "wagtailimages.Image",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("cover image"),
    )
    subjects = ParentalManyToManyField(Subject, blank=True, related_name="+", verbose_name=_("subjects"))

    template = "courses/catalogue/course_page.html"
    parent_page_types: ClassVar[list[str]] = ["catalogue.CourseIndexPage"]
    subpage_types: ClassVar[list[str]] = ["catalogue.LessonPage"]
    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("audience"),
        FieldPanel("cover"),
        FieldPanel("subjects", widget=forms.CheckboxSelectMultiple),
    ]

    class Meta:
        verbose_name = _("course page")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the lessons as the reader stands to them."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["path"] = queries.path_through(self.pk, person=request.user)
        return context


class LessonPage(LearningPage):
    """The content of one lesson."""

    summary = models.CharField(_("summary"), max_length=200, blank=True)
    planned_minutes = models.PositiveIntegerField(
        _("planned minutes"),
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(600)],
        help_text=_("How long the lesson takes to study with care. It counts for these minutes at most."),
    )
    least_seconds = models.PositiveIntegerField(
        _("least time, in seconds"),
        null=True,
        blank=True,
        help_text=_("How long it must be open before it can be finished. Empty: a third of the planned minutes."),
    )
    body = StreamField(LessonBody(), verbose_name=_("content"))

    template = "courses/catalogue/lesson_page.html"
    parent_page_types: ClassVar[list[str]] = ["catalogue.CoursePage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("planned_minutes"),
        FieldPanel("least_seconds"),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("lesson page")
        constraints = [
            models.CheckConstraint(condition=Q(planned_minutes__gte=1), name="lesson_page_plans_a_minute"),
        ]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the reader's study and the lessons before and after."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        path = queries.path_through(self.get_parent().pk, person=request.user)
        before, step, after = path.around(self.pk)
        left = queries.minimum_left(step, at=timezone.now()) if step else 0
        return {**context, "path": path, "before": before, "step": step, "after": after, "left": left}
