"""The audit log as a report in the admin: read, narrowed down and exported, never changed."""

from typing import Any

import django_filters
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.reports import ReportView

from lms.audit.models import Entry
from lms.coverage import actions, queries, verbs
from lms.exchange.sheets.writer import safe_text
from lms.people.models import Person
from lms.site.typing import person_of

PERMISSION = "audit.view_entry"


class TrailFilterSet(WagtailFilterSet):
    """Who, what and when."""

    who = django_filters.CharFilter(field_name="actor_name", lookup_expr="icontains", label=_("who"))
    what = django_filters.ChoiceFilter(method="by_noun", choices=list(verbs.NOUNS.items()), label=_("what"))
    about = django_filters.CharFilter(field_name="subject_name", lookup_expr="icontains", label=_("of what"))
    at = django_filters.DateFromToRangeFilter(label=_("when"), widget=DateRangePickerWidget)

    class Meta:
        model = Entry
        fields: list[str] = []

    def by_noun(self, found: QuerySet[Entry], _name: str, value: str) -> QuerySet[Entry]:
        """Return the entries about one kind of thing."""
        return found.filter(verb__startswith=f"{value}.")


def _what(entry: Entry) -> str:
    return verbs.in_words(entry.verb)


def _details(entry: Entry) -> str:
    return verbs.details(entry.data)


class TrailView(ReportView):
    """What people did, newest first, as far as the viewer's scope goes."""

    page_title = _("Audit log")
    header_icon = "history"
    model = Entry
    filterset_class = TrailFilterSet
    index_url_name = "coverage:trail"
    index_results_url_name = "coverage:trail_results"
    export_filename = "audit-log"
    list_export = ("at", "actor_name", "verb", "subject_name", "data")
    custom_field_preprocess = {
        name: dict.fromkeys(("csv", "xlsx"), safe_text) for name in ("actor_name", "verb", "subject_name", "data")
    }
    export_headings = {"data": _("details")}

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let in who may read the log; an export is written down in it."""
        if not request.user.has_perm(PERMISSION):
            raise PermissionDenied
        if self.is_export:
            actions.note_trail_export(person_of(request), at=timezone.now())
        return super().dispatch(request, *args, **kwargs)  # type: ignore[no-any-return]

    def get_queryset(self) -> QuerySet[Entry]:
        """Return the entries in scope."""
        viewer: Person = person_of(self.request)
        return queries.trail(viewer)

    @property
    def columns(self) -> list[Column]:
        """Return the columns: when, who, what, of what."""
        return [
            DateColumn("at", label=_("when")),
            Column("actor_name", label=_("who")),
            Column("verb", label=_("what"), accessor=_what),
            Column("subject_name", label=_("of what")),
            Column("data", label=_("details"), accessor=_details),
        ]

    def to_row_dict(self, item: Entry) -> dict[str, Any]:
        """Return one line of the export, in the words of the page."""
        at = timezone.localtime(item.at).replace(tzinfo=None)
        said = [at, item.actor_name, _what(item), item.subject_name, _details(item)]
        return dict(zip(self.list_export, said, strict=True))
