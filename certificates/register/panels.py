"""Lists of certificates that wait for the viewer: on the first page of the admin, and on the viewer's desk."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from wagtail.admin.ui.components import Component

from certificates.register.approvers import APPROVE, lists_for, own_lists, stopped_lists
from lms.people.models import Person
from lms.people.scopes import Scope
from lms.site.cards import Card


class ListsPanel(Component):
    """What waits for the viewer's approval, what the viewer waits for, and what has stopped half-way."""

    name = "certificate_lists"
    template_name = "certificates/register/admin/panel.html"
    order = 10

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Return the lists of the viewer."""
        return _lists(parent_context["request"].user)


def put_lists(request: HttpRequest, panels: list[Any]) -> None:
    """Show the lists to those who may approve one, before everything else."""
    if request.user.has_perm(APPROVE):
        panels.append(ListsPanel())


def card_of_lists(person: Any, _at: datetime) -> list[Card]:
    """Put the lists that wait for ``person`` on top of their desk."""
    # Asked first, since it is known for everybody: a doctor's desk costs no query more.
    if Scope.of(person).is_empty or not person.has_perm(APPROVE):
        return []
    if not (waiting := list(lists_for(person))):
        return []
    return [Card(order=10, template="certificates/register/_card_lists.html", context={"lists": waiting})]


def _lists(viewer: Person) -> dict[str, Any]:
    return {
        "waiting": list(lists_for(viewer)),
        "own": list(own_lists(viewer)),
        "stopped": list(stopped_lists(viewer)),
    }
