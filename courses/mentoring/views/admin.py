"""The admin's views of pairings and teaching sessions: they save through actions."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from wagtail.admin.views import generic
from wagtail.log_actions import log

from courses.mentoring import actions, queries
from courses.mentoring.models import Pairing, TeachingSession
from lms.site.admin import SavesByAction


class PairingIndex(generic.IndexView):
    """Pairings with their counts."""

    def get_base_queryset(self) -> QuerySet[Pairing]:
        """Read people ahead and count."""
        return queries.counted(super().get_base_queryset())


class _SavesPairing(SavesByAction):
    form: Any
    request: Any
    action_name = ""

    def save_instance(self) -> Pairing:
        """Save the pairing; both people are told of a new one."""
        pairing = self.form.save(commit=False)
        pairing = actions.save_pairing(pairing=pairing, by=self.request.user, at=timezone.now())
        log(instance=pairing, action=self.action_name, content_changed=True)
        self.has_content_changes = True
        return pairing


class PairingAdd(_SavesPairing, generic.CreateView):
    """A new pairing."""

    action_name = "wagtail.create"


class PairingEdit(_SavesPairing, generic.EditView):
    """A changed pairing."""

    action_name = "wagtail.edit"


class PairingInspect(generic.InspectView):
    """A pairing with its teaching sessions."""

    template_name = "courses/mentoring/admin/pairing_inspect.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the sessions."""
        listed = queries.sessions().filter(pairing=self.object).order_by("-started_at", "-pk")
        context: dict[str, Any] = super().get_context_data(sessions=listed, **kwargs)
        return context


class SessionIndex(generic.IndexView):
    """Teaching sessions, the newest first."""

    default_ordering = "-started_at"

    def get_base_queryset(self) -> QuerySet[TeachingSession]:
        """Read people ahead."""
        found: QuerySet[TeachingSession] = super().get_base_queryset()
        return found.select_related("pairing__mentor", "pairing__mentee")
