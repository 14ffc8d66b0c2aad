"""The table of names: columns, order and pages, drawn by Wagtail's own table."""

from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.ui.tables import Column, Table, TitleColumn

from lms.coverage.queries import Question, state_of, with_state
from lms.people.models import RosterEntry

A_PAGE = 50
_ORDERS = {"name": "person__name", "institution": "workplace__name", "joined": "joined_on", "covered": "covered_at"}


def _joined_on(entry: RosterEntry) -> str:
    return entry.joined_on.isoformat()


def _completed_on(entry: RosterEntry) -> str:
    moment = entry.covered_at  # type: ignore[attr-defined]
    return timezone.localdate(moment).isoformat() if moment else ""


class StateColumn(Column):
    """How far a person is, as a badge that says it in words."""

    cell_template_name = "lms/coverage/_state_cell.html"


class Names:
    """One page of the names behind a figure, in the order the address asks for."""

    def __init__(self, question: Question, found: QuerySet[RosterEntry], asked: QueryDict) -> None:
        """Take page ``p`` and ``ordering`` from ``asked``; what makes no sense counts as not given."""
        self.question = question
        self.ordering = asked.get("ordering", "")
        if self.ordering.removeprefix("-") not in _ORDERS:
            self.ordering = "institution"
        ordered = with_state(question, found).order_by(self._order(), "person__name", "pk")
        self.paginator = WagtailPaginator(ordered, A_PAGE)
        self.page = self.paginator.get_page(asked.get("p"))

    def context(self) -> dict[str, Any]:
        """Return what the template needs."""
        return {
            "names_table": Table(self._columns(), self.page.object_list, ordering=self.ordering, base_url=""),
            "page_obj": self.page,
            "items_count": self.paginator.count,
            "elided_page_range": self.paginator.get_elided_page_range(self.page.number),
        }

    def _order(self) -> str:
        descending = "-" if self.ordering.startswith("-") else ""
        return descending + _ORDERS[self.ordering.removeprefix("-")]

    def _columns(self) -> list[Column]:
        return [
            TitleColumn("name", label=_("name"), accessor="person.name", sort_key="name", get_url=self._person_url),
            Column("id_number", label=_("ID number"), accessor="person.id_number_masked"),
            Column("institution", label=_("institution"), accessor="workplace.name", sort_key="institution"),
            Column("joined", label=_("on the roster since"), accessor=_joined_on, sort_key="joined"),
            StateColumn("state", label=_("state"), accessor=state_of),
            Column("covered", label=_("completed on"), accessor=_completed_on, sort_key="covered"),
        ]

    def _person_url(self, entry: RosterEntry) -> str:
        asked = self.question
        return reverse("coverage:person", args=[asked.scheme.pk, asked.roster.pk, asked.as_of, entry.person_id])
