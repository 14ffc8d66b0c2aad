"""The admin's views of pairings and teaching sessions: they save through actions."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin.auth import permission_required
from wagtail.admin.views import generic
from wagtail.log_actions import log

from courses.mentoring import actions, queries
from courses.mentoring.forms import VoidForm
from courses.mentoring.models import Pairing, TeachingSession
from lms.kit.errors import Refusal
from lms.site.admin import SavesByAction
from lms.site.typing import person_of

VOID = "mentoring.void_teachingsession"


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


class SessionInspect(generic.InspectView):
    """One teaching session, and the way to declare it void."""

    template_name = "courses/mentoring/admin/session_inspect.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say whether the viewer may declare it void."""
        stands = self.object.state != TeachingSession.State.WITHDRAWN
        may_void = stands and self.request.user.has_perm(VOID)
        context: dict[str, Any] = super().get_context_data(may_void=may_void, **kwargs)
        return context


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(VOID)
def void(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the reason, then declare a session void."""
    session = get_object_or_404(queries.sessions().run_by(request.user), pk=pk)  # type: ignore[attr-defined]
    shown = reverse("teaching_sessions:inspect", args=[session.pk])
    form = VoidForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason, by = form.cleaned_data["reason"], person_of(request)
        try:
            actions.void_session(session=session, by=by, reason=reason, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The session is void. Both people are told."))
            return redirect(shown)
    title = _("Declare void")
    crumbs = [
        {"url": reverse("teaching_sessions:index"), "label": _("Teaching sessions")},
        {"url": shown, "label": str(session)},
        {"url": "", "label": title},
    ]
    context = {"session": session, "form": form, "header_title": title, "breadcrumbs_items": crumbs}
    context["header_icon"] = "history"
    return render(request, "courses/mentoring/admin/void.html", context, status=422 if form.errors else 200)
