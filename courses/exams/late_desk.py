"""The desk for answers that came after the bell."""

from functools import partial

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.base import ViewSet

from courses.exams.views import late
from lms.site.menu import PermittedMenuItem


class LateDesk(ViewSet):
    """Late answers to decide on."""

    menu_label = _("Late answers")
    icon = "time"
    url_prefix = "exams/late"
    menu_item_class = partial(PermittedMenuItem, permission="exams.change_exam")

    def get_urlpatterns(self) -> list[URLPattern]:
        """Return the list and the page of one sitting."""
        return [path("", late.index, name="index"), path("<int:sitting_id>/", late.page, name="page")]
