"""The people behind a figure of a programme, and those who can be covered fastest."""

from typing import Any

from django.db.models import F, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.ui.tables import Column, Table, TitleColumn

from certificates.credits.rules import in_credits
from lms.coverage import wording
from lms.coverage.models import Standing
from lms.coverage.queries import rollups
from lms.coverage.queries.ground import state_of
from lms.coverage.queries.in_order import A_PAGE, COUNTY, InOrder
from lms.coverage.queries.matter import Matter
from lms.kit import sealing
from lms.people.rules import mask_id_number


def id_number_of(line: Any) -> str:
    """Return the ID number of a line, masked."""
    return mask_id_number(sealing.unseal(line.person__id_number_sealed))


def post_of(standing: Standing) -> str:
    """Return the post that places somebody, with the professional title."""
    post = wording.group("post", standing.post_kind)
    return f"{post} · {standing.post_title}" if standing.post_title else post


def hours_of(standing: Standing) -> str:
    """Return the hours of the period."""
    return wording.hours(standing.minutes)


def credits_of(standing: Standing) -> str:
    """Return the credits of the period."""
    return in_credits(standing.credits_hundredths)


def covered_on(standing: Standing) -> str:
    """Return the day of being covered."""
    return timezone.localdate(standing.covered_at).isoformat() if standing.covered_at else ""


def due_until(standing: Standing) -> str:
    """Return the last day somebody has."""
    return standing.deadline_on.isoformat()


class StateColumn(Column):
    """How far a person is, as a badge that says it in words."""

    cell_template_name = "lms/coverage/_state_cell.html"


class People:
    """One page of people, in the order the address asks for; what makes no sense there counts as not given."""

    orders: dict[str, str] = {
        "name": "person__name",
        "institution": "workplace__name",
        "post": "post_kind",
        "hours": "minutes",
        "credits": "credits_hundredths",
        "covered": "covered_at",
    }
    # Institution by institution, as they stand in their towns: an order the database has at hand, and in which a list
    # of several counties is there already.
    first_order = ""
    # What the people are annotated with.
    more: tuple[str, ...] = ()

    def __init__(self, matter: Matter, found: QuerySet[Standing] | InOrder, asked: QueryDict) -> None:
        """Take page ``p`` and ``ordering`` from ``asked``."""
        self.matter = matter
        self.ordering = asked.get("ordering", "")
        if self.ordering.removeprefix("-") not in self.orders:
            self.ordering = self.first_order
        lines: Any = found if isinstance(found, InOrder) else self._ordered(rollups.named(found, *self.more))
        self.paginator = WagtailPaginator(lines, A_PAGE)
        self.page = self.paginator.get_page(asked.get("p"))

    def context(self) -> dict[str, Any]:
        """Return what the template needs, read and ready."""
        return {
            "people_table": Table(self.columns(), list(self.page.object_list), ordering=self.ordering, base_url=""),
            "page_obj": self.page,
            "items_count": self.paginator.count,
            "elided_page_range": self.paginator.get_elided_page_range(self.page.number),
        }

    def columns(self) -> list[Column]:
        """Return what is shown of each person."""
        return [
            *self.who(),
            StateColumn("state", label=_("state"), accessor=state_of),
            Column("hours", label=_("hours trained"), accessor=hours_of, sort_key="hours"),
            Column("credits", label=_("credits"), accessor=credits_of, sort_key="credits"),
            Column("covered", label=_("covered on"), accessor=covered_on, sort_key="covered"),
        ]

    def who(self) -> list[Column]:
        """Return the columns that say who somebody is."""
        return [
            TitleColumn("name", label=_("name"), accessor="person__name", sort_key="name", get_url=self._person_url),
            Column("id_number", label=_("ID number"), accessor=id_number_of),
            Column("institution", label=_("institution"), accessor="workplace__name", sort_key="institution"),
            Column("post", label=_("post"), accessor=post_of, sort_key="post"),
        ]

    def _ordered(self, found: QuerySet[Standing]) -> QuerySet[Standing]:
        if not self.ordering:
            return found.order_by("town", "workplace", "person")
        field = F(self.orders[self.ordering.removeprefix("-")])
        # Nobody who lacks a value stands before those who have one, whichever way the list goes.
        order = field.desc(nulls_last=True) if self.ordering.startswith("-") else field.asc(nulls_last=True)
        return found.order_by(order, "person__name", "pk")

    def _person_url(self, standing: Standing) -> str:
        return reverse("coverage:programme_person", args=[self.matter.key, standing.person_id])


class PeopleOfCounties(People):
    """The same of a province or a city, where the name of a village does not say where it is."""

    more = COUNTY

    def who(self) -> list[Column]:
        """Return the columns that say who somebody is, and in which county."""
        *name, institution, post = super().who()
        return [*name, Column("county", label=_("county"), accessor="county__name"), institution, post]


class Fastest(People):
    """Those with the least left to do first."""

    orders = {
        "left": "left",
        "name": "person__name",
        "institution": "workplace__name",
        "post": "post_kind",
        "deadline": "deadline_on",
    }
    first_order = "left"
    more = ("left",)

    def columns(self) -> list[Column]:
        """Return what is shown of each person."""
        return [
            *self.who(),
            Column("left", label=_("left to do"), accessor=self._left, sort_key="left"),
            Column("deadline", label=_("due until"), accessor=due_until, sort_key="deadline"),
        ]

    def _left(self, standing: Standing) -> str:
        return wording.left(self.matter.version, standing.left)  # type: ignore[attr-defined]
