"""Lists of certificates that wait for the viewer, on the first page of the admin."""

from typing import Any

from django.http import HttpRequest
from wagtail.admin.ui.components import Component

from certificates.register.approvers import APPROVE, lists_for, own_lists, stopped_lists
from lms.people.models import Person


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


def _lists(viewer: Person) -> dict[str, Any]:
    return {
        "waiting": list(lists_for(viewer)),
        "own": list(own_lists(viewer)),
        "stopped": list(stopped_lists(viewer)),
    }
