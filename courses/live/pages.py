"""The schedule of a series, as a page anybody may read. ``apps`` loads it with the models."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page

from courses.live import queries
from courses.live.models import Series
from lms.site.models import SitePage


class SeriesPage(SitePage):
    """What a series is about, and its lectures: those to come and those that were."""

    series = models.OneToOneField(
        Series, on_delete=models.SET_NULL, null=True, related_name="page", verbose_name=_("lecture series")
    )
    introduction = RichTextField(_("introduction"), features=["bold", "italic", "ol", "ul", "link"], blank=True)

    template = "courses/live/series_page.html"
    parent_page_types: ClassVar[list[str]] = ["site.HomePage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels = [*Page.content_panels, FieldPanel("series"), FieldPanel("introduction")]

    class Meta:
        verbose_name = _("series page")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the schedule."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return {**context, **queries.schedule(self.series, at=timezone.now())}
