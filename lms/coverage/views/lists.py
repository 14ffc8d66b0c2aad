"""The lists of audit work as reports of the admin: filtered, scoped, exported; opening one is written down."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail.admin.views.reports import ReportView

from lms.coverage.actions import opening
from lms.exchange.sheets.writer import safe_text
from lms.people.models import Person
from lms.site.typing import person_of


class AuditList(ReportView):
    """A list of one kind of thing: ``noun`` names it in the log, ``permission`` opens it.

    A subclass gives ``found`` and ``cells``; the export has the same cells as the page.
    """

    noun = ""
    permission = ""
    header_icon = "tasks"
    template_name = "lms/coverage/audit/list.html"
    cells: dict[str, Any] = {}

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let in who may see the list, and write down that they opened it."""
        if not request.user.has_perm(self.permission):
            raise PermissionDenied
        opening.look_at_list(self.noun, exported=self.is_export, by=person_of(request), at=timezone.now())
        return super().dispatch(request, *args, **kwargs)  # type: ignore[no-any-return]

    @cached_property
    def viewer(self) -> Person:
        """Whoever looks."""
        return person_of(self.request)

    def found(self) -> QuerySet[Any]:
        """Return what the viewer may see, in order."""
        raise NotImplementedError

    def get_queryset(self) -> QuerySet[Any]:
        """Return what the viewer may see; the report narrows it by its filters."""
        return self.found()

    def to_row_dict(self, item: Any) -> dict[str, Any]:
        """Return one line of the export, in the words of the page, no cell a formula."""
        return {name: safe_text(str(said(item))) for name, said in self.cells.items()}
