"""The desks of the exams menu that are no lists of a model: marking, objections, corrected keys."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from courses.exams.views import appeals, keys, marking


class _Desk(ViewSet):
    """Pages behind one permission, with one item in the menu for those who hold it."""

    permission = ""

    @property
    def menu_item_class(self) -> type[MenuItem]:
        """An item that is there for those who may use the desk."""
        permission = self.permission

        class Item(MenuItem):
            def is_shown(self, request: HttpRequest) -> bool:
                return bool(request.user.has_perm(permission))

        return Item


class MarkingDesk(_Desk):
    """Short answers to mark."""

    permission = "exams.mark_answer"
    menu_label = _("Marking")
    icon = "edit"
    url_prefix = "exams/marking"

    def get_urlpatterns(self) -> list[URLPattern]:
        """Return the list of questions and the desk."""
        return [
            path("", marking.piles, name="index"),
            path("<int:exam_id>/<int:written_id>/", marking.desk, name="desk"),
        ]


class AppealDesk(_Desk):
    """Appeals to decide."""

    permission = "exams.decide_appeal"
    menu_label = _("Objections")
    icon = "warning"
    url_prefix = "exams/appeals"

    def get_urlpatterns(self) -> list[URLPattern]:
        """Return the list and the page of one appeal."""
        return [
            path("", appeals.waiting, name="index"),
            path("<int:appeal_id>/", appeals.page, name="page"),
        ]


class KeyDesk(_Desk):
    """Corrections of keys, and whose results they changed."""

    permission = "exams.correct_key"
    menu_label = _("Corrected keys")
    icon = "key"
    url_prefix = "exams/keys"

    def get_urlpatterns(self) -> list[URLPattern]:
        """Return the list, the form and the report."""
        return [
            path("", keys.regrades, name="index"),
            path("correct/<int:version_id>/<int:part>/", keys.correct, name="correct"),
            path("<int:regrade_id>/", keys.regrade, name="regrade"),
            path("<int:regrade_id>/export/", keys.export, name="export"),
            path("<int:regrade_id>/go-on/", keys.go_on, name="go_on"),
        ]


def desks() -> tuple[Any, ...]:
    """Return the desks in the order of the menu."""
    return MarkingDesk("exam_marking"), AppealDesk("exam_appeals"), KeyDesk("exam_keys")
