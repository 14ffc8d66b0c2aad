"""The desk for answers that came after the bell."""

from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from courses.exams.views import late


class _Item(MenuItem):
    """In the menu of those who may decide."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Say whether the viewer may."""
        return bool(request.user.has_perm("exams.change_exam"))


class LateDesk(ViewSet):
    """Late answers to decide on."""

    menu_label = _("Late answers")
    icon = "time"
    url_prefix = "exams/late"
    menu_item_class = _Item

    def get_urlpatterns(self) -> list[URLPattern]:
        """Return the list and the page of one sitting."""
        return [path("", late.index, name="index"), path("<int:sitting_id>/", late.page, name="page")]
