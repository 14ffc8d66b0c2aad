"""The desk's card of exams, and the bank, exams and sittings in the admin."""

from datetime import datetime
from typing import Any

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.admin.viewsets.base import ViewSetGroup

from courses.exams import queries, reporting
from courses.exams.forms import QuestionForm
from courses.exams.models import Question, QuestionVersion, Sitting
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

_KINDS = dict(QuestionVersion.Kind.choices)


@hooks.register(HOOK)
def exams_to_take(person: Any, at: datetime) -> list[Card]:
    """Offer the exams that are open to the person now. Two queries."""
    rows = queries.to_take(person, at)
    return [Card(order=12, template="courses/exams/_card.html", context={"rows": rows})] if rows else []


class QuestionViewSet(ScopedViewSet):
    """The bank."""

    model = Question
    icon = "help"
    url_prefix = "exams/questions"
    allowed_actions = ("view", "add", "change")
    index_view_class = views.QuestionIndex
    add_view_class = views.QuestionAdd
    edit_view_class = views.QuestionEdit
    inspect_view_class = views.QuestionInspect
    inspect_template_name = views.QuestionInspect.template_name
    inspect_view_fields = ["code", "subject", "keeper", "retired_at"]
    list_display = [
        "code",
        Column("newest_stem", label=_("Question text"), accessor=lambda question: (question.newest_stem or "")[:60]),
        Column("kind", label=_("Type of question"), accessor=lambda question: _KINDS.get(question.newest_kind, "")),
        "subject",
        Column("newest_number", label=_("Version")),
        BooleanColumn("retired", label=_("Retired"), accessor=lambda question: question.retired_at is not None),
    ]
    list_filter = ["subject"]
    search_fields = ["code", "newest_stem"]
    search_backend_name = None
    ordering = ["code"]
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("code"), FieldPanel("subject")]),
            FieldPanel("keeper"),
            FieldRowPanel([FieldPanel("kind"), FieldPanel("difficulty")]),
            FieldPanel("stem"),
            FieldPanel("options"),
            FieldPanel("right"),
            FieldPanel("explanation"),
        ],
        base_form_class=QuestionForm,
    )

    def get_urlpatterns(self) -> list[URLPattern]:
        """Add what takes a question out of use and back into it."""
        return [
            *super().get_urlpatterns(),
            path("retire/<int:pk>/", views.retire, name="retire"),
            path("restore/<int:pk>/", views.restore, name="restore"),
        ]


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
    items = (QuestionViewSet("exam_questions"), ExamViewSet("exam_setup"), SittingViewSet("exam_sittings"))


@hooks.register("register_admin_viewset")
def exams_in_admin() -> ExamsGroup:
    """Put exams into the admin."""
    return ExamsGroup()


hooks.register(OFFERS, open_exams)
