"""Lists of certificates that wait for the viewer, on the first page of the admin."""

from typing import Any

from django.http import HttpRequest
from wagtail.admin.ui.components import Component

from certificates.register.approvers import APPROVE, open_lists
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
    lists = open_lists(viewer)
    waiting = [each for each in lists if each.waits]
    return {
        "waiting": [each for each in waiting if each.made_by_id != viewer.pk],
        "own": [each for each in waiting if each.made_by_id == viewer.pk],
        "stopped": [each for each in lists if not each.waits],
    }
