"""The desk's cards of mentoring, and pairings and teaching sessions in the admin."""

from datetime import datetime
from typing import Any

from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.viewsets.base import ViewSetGroup

from courses.mentoring import queries
from courses.mentoring.forms import PairingForm, SessionFilterSet
from courses.mentoring.models import Pairing, TeachingSession
from courses.mentoring.views import admin as views
from lms.site.admin import ScopedViewSet
from lms.site.cards import HOOK, Card


@hooks.register(HOOK)
def mentoring_cards(person: Any, at: datetime) -> list[Card]:
    """Ask the mentee to confirm; to whoever mentors, logging comes before everything else. Two queries."""
    home = queries.home(person, timezone.localdate(at))
    cards = []
    if home.waiting:
        cards.append(Card(order=11, template="courses/mentoring/_card_mentee.html", context={"home": home}))
    if home.mentees:
        cards.append(Card(order=5, template="courses/mentoring/_card_mentor.html", context={"home": home}))
    return cards


class PairingViewSet(ScopedViewSet):
    """Who teaches whom."""

    model = Pairing
    icon = "group"
    url_prefix = "mentoring/pairings"
    allowed_actions = ("view", "add", "change")
    index_view_class = views.PairingIndex
    add_view_class = views.PairingAdd
    edit_view_class = views.PairingEdit
    inspect_view_class = views.PairingInspect
    inspect_template_name = views.PairingInspect.template_name
    inspect_view_fields = ["kind", "mentor", "mentee", "organiser", "subject", "starts_on", "ends_on", "goal_sessions"]
    list_display = [
        Column("pair", label=_("Pairing"), accessor=str),
        "kind",
        "organiser",
        "starts_on",
        "ends_on",
        Column("confirmed_count", label=_("Confirmed")),
        Column("waiting_count", label=_("Waiting")),
    ]
    list_filter = ["kind", "starts_on"]
    search_fields = ["mentor__name", "mentee__name"]
    search_backend_name = None
    ordering = ["-starts_on", "-pk"]
    edit_handler = ObjectList(
        [
            FieldPanel("kind"),
            FieldRowPanel([FieldPanel("mentor"), FieldPanel("mentee")]),
            FieldRowPanel([FieldPanel("organiser"), FieldPanel("subject")]),
            FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")]),
            FieldPanel("goal_sessions"),
            FieldPanel("plan"),
        ],
        base_form_class=PairingForm,
    )


class SessionViewSet(ScopedViewSet):
    """What was taught, and whether both stand by it: to read, and to declare void."""

    model = TeachingSession
    icon = "history"
    url_prefix = "mentoring/sessions"
    allowed_actions = ("view",)
    form_fields = ["kind"]
    index_view_class = views.SessionIndex
    inspect_view_class = views.SessionInspect
    inspect_template_name = views.SessionInspect.template_name
    inspect_view_fields = [
        "pairing",
        "kind",
        "topic",
        "started_at",
        "minutes",
        "state",
        "logged_at",
        "dispute_reason",
        "void_reason",
    ]
    list_display = [
        Column("what", label=_("Teaching session"), accessor=str),
        Column("mentor", label=_("Mentor"), accessor="pairing.mentor"),
        Column("mentee", label=_("Mentee"), accessor="pairing.mentee"),
        DateColumn("started_at", label=_("Began")),
        "minutes",
        Column("state", label=_("State"), accessor="get_state_display"),
    ]
    filterset_class = SessionFilterSet
    list_export = ["pairing", "kind", "topic", "started_at", "minutes", "state", "logged_at", "void_reason"]
    search_fields = ["topic", "pairing__mentor__name", "pairing__mentee__name"]
    search_backend_name = None

    def get_urlpatterns(self) -> list[URLPattern]:
        """Add the page that declares a session void."""
        return [*super().get_urlpatterns(), path("void/<int:pk>/", views.void, name="void")]


class MentoringGroup(ViewSetGroup):
    """The menu of mentoring."""

    menu_label = _("Mentoring")
    menu_icon = "group"
    menu_order = 250
    items = (PairingViewSet("pairings"), SessionViewSet("teaching_sessions"))


@hooks.register("register_admin_viewset")
def mentoring_in_admin() -> MentoringGroup:
    """Put mentoring into the admin."""
    return MentoringGroup()
