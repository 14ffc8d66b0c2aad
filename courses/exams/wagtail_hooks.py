"""The desk's card of exams, and the bank, exams and sittings in the admin."""

from datetime import datetime
from typing import Any

from django.urls import URLPattern, URLResolver, include, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.admin.viewsets.base import ViewSetGroup

from courses.exams import office, queries, reporting
from courses.exams.bank.panels import put_reviews
from courses.exams.bank.viewsets import MediaViewSet, QuestionViewSet, ReviewViewSet
from courses.exams.desks import desks
from courses.exams.exchange.menu import imports_menu_item
from courses.exams.late_desk import LateDesk
from courses.exams.models import Sitting
from courses.exams.offers import open_exams
from courses.exams.templatetags.exam_figures import points
from courses.exams.views import admin as views
from courses.exams.views import keptpapers
from courses.exams.views.setup import ExamViewSet
from lms.records.offers import HOOK as OFFERS
from lms.records.reporting import PARTS_HOOK
from lms.site.admin import ScopedViewSet
from lms.site.cards import HOOK, Card

hooks.register(PARTS_HOOK, reporting.papers)
hooks.register("construct_homepage_panels", put_reviews)


@hooks.register(HOOK)
def exams_to_take(person: Any, at: datetime) -> list[Card]:
    """Offer the exams that are open to the person now. Two queries."""
    rows = queries.to_take(person, at)
    return [Card(order=12, template="courses/exams/_card.html", context={"rows": rows})] if rows else []


@hooks.register(HOOK)
def mistakes_to_practise(person: Any, at: datetime) -> list[Card]:
    """Say how many questions of the mistakes book are due today. One query where there are none."""
    count = queries.due_today(person, at)
    return [Card(order=14, template="courses/exams/mistakes/_card.html", context={"count": count})] if count else []


class SittingViewSet(ScopedViewSet):
    """Who sat which exam, and how it ended. To read only."""

    model = Sitting
    icon = "list-ul"
    url_prefix = "exams/sittings"
    allowed_actions = ("view",)
    form_fields = ["exam"]
    index_view_class = views.SittingIndex
    inspect_view_fields = [
        "exam",
        "person",
        "attempt",
        "started_at",
        "deadline_at",
        "submitted_at",
        "closed_by",
        "passed",
    ]
    list_display = [
        "person",
        "exam",
        "attempt",
        DateColumn("started_at", label=_("Began")),
        DateColumn("submitted_at", label=_("Ended")),
        Column("closed_by", label=_("How it ended"), accessor="get_closed_by_display"),
        Column("score", label=_("Points"), accessor=lambda sitting: points(sitting.score_hundredths)),
        BooleanColumn("passed", label=_("Passed")),
    ]
    list_filter = ["exam", "closed_by", "passed"]
    list_export = ["person", "exam", "attempt", "started_at", "submitted_at", "closed_by", "score_hundredths", "passed"]
    search_fields = ["person__name", "exam__title"]
    search_backend_name = None
    inspect_view_class = views.SittingInspect
    inspect_template_name = views.SittingInspect.template_name

    def get_urlpatterns(self) -> list[URLPattern]:
        """Add the paper with what was answered, and the same to print."""
        return [
            *super().get_urlpatterns(),
            path("paper/<int:pk>/", keptpapers.paper, name="paper"),
            path("paper/<int:pk>/print/", keptpapers.printed, name="print"),
        ]


class ExamsGroup(ViewSetGroup):
    """The menu of exams."""

    menu_label = _("Exams")
    menu_icon = "form"
    menu_order = 240
    items = (
        QuestionViewSet("exam_questions"),
        ReviewViewSet("exam_review"),
        MediaViewSet("exam_media"),
        ExamViewSet("exam_setup"),
        SittingViewSet("exam_sittings"),
        LateDesk("exam_late"),
        *desks(),
    )

    def get_submenu_items(self) -> list[Any]:
        """Lead to the bank's imports and exports too."""
        return [*super().get_submenu_items(), imports_menu_item()]


@hooks.register("register_admin_viewset")
def exams_in_admin() -> ExamsGroup:
    """Put exams into the admin."""
    return ExamsGroup()


@hooks.register("register_admin_urls")
def question_import_urls() -> list[URLPattern | URLResolver]:
    """Put questions in and out at ``/admin/exams/imports/``."""
    return [path("exams/imports/", include("courses.exams.exchange.urls"))]


hooks.register(OFFERS, open_exams)
hooks.register("register_admin_urls", office.office_urls)
hooks.register("register_admin_menu_item", office.invigilation)
