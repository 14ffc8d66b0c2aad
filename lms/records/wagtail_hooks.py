"""Learning records in the Wagtail admin: to read, to look up, and to take back one that is wrong."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.base import ViewSet

from lms.records import views
from lms.records.forms import RecordFilterSet
from lms.records.models import LearningRecord
from lms.site.admin import ScopedViewSet


class _RecordList(generic.IndexView):
    """A reversal is shown with the record it takes back, not by itself."""

    def get_base_queryset(self) -> Any:
        found = super().get_base_queryset().filter(reverses=None)
        return found.select_related("person", "activity", "workplace", "reversal").order_by("-happened_at", "-pk")


def _address(record: LearningRecord) -> str:
    return reverse("learning_record:inspect", args=[record.pk])


def _when(record: LearningRecord) -> str:
    return date_format(timezone.localtime(record.happened_at), "Y-m-d H:i")


def _state(record: LearningRecord) -> str:
    return _("taken back") if hasattr(record, "reversal") else record.get_outcome_display()


class RecordViewSet(ScopedViewSet):
    """The records of work done in the viewer's scope. Nobody adds, edits or deletes one."""

    model = LearningRecord
    icon = "list-ul"
    menu_label = gettext_lazy("Learning records")
    menu_order = 215
    add_to_admin_menu = True
    list_display = [
        TitleColumn("activity", label=gettext_lazy("activity"), accessor="activity.title", get_url=_address),
        Column("person", label=gettext_lazy("Name"), accessor="person.name"),
        Column("kind", label=gettext_lazy("kind"), accessor="activity.get_kind_display"),
        Column("happened_at", label=gettext_lazy("when"), accessor=_when, sort_key="happened_at"),
        Column("state", label=gettext_lazy("result"), accessor=_state),
        Column("workplace", label=gettext_lazy("workplace then")),
        Column("pk", label=gettext_lazy("record number")),
    ]
    filterset_class = RecordFilterSet
    index_view_class = _RecordList
    search_backend_name = None
    exclude_form_fields: list[str] = []
    allowed_actions = ("view",)

    def get_urlpatterns(self) -> list[URLPattern]:
        """Keep the list, and add one's page and the way to take it back."""
        index = [pattern for pattern in super().get_urlpatterns() if pattern.name in {"index", "index_results"}]
        return [
            *index,
            path("<int:pk>/", views.detail, name="inspect"),
            path("<int:pk>/take-back/", views.take_back, name="take_back"),
        ]


@hooks.register("register_admin_viewset")
def viewset() -> ViewSet:
    """Register the list."""
    return RecordViewSet("learning_record")


class _SealsItem(MenuItem):
    """Shown to those who may look at records."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("records.view_learningrecord"))


@hooks.register("register_admin_menu_item")
def seals_menu_item() -> MenuItem:
    """Lead to the seals."""
    look = {"name": "seals", "icon_name": "lock", "order": 216}
    return _SealsItem(gettext_lazy("Seals of the records"), reverse("seals:index"), **look)


@hooks.register("register_admin_urls")
def seals_urls() -> list[URLPattern | URLResolver]:
    """Put the pages about seals at ``/admin/seals/``."""
    patterns = [
        path("", views.seals, name="index"),
        path("check/", views.check_head, name="check"),
        path("verify/", views.verify, name="verify"),
        path("<int:pk>/", views.head, name="head"),
        path("<int:pk>/file/", views.head_file, name="file"),
        path("<int:pk>/mail/", views.mail_head, name="mail"),
        path("proof/<int:record_id>/", views.proof, name="proof"),
    ]
    return [path("seals/", include((patterns, "seals")))]
