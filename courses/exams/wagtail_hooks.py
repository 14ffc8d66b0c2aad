"""The desk's card of exams, and the bank, exams and sittings in the admin."""

from datetime import datetime
from typing import Any

from django.forms import CheckboxSelectMultiple
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.admin.viewsets.base import ViewSetGroup

from courses.exams import queries, reporting
from courses.exams.forms import ExamForm, QuestionForm
from courses.exams.late_desk import LateDesk
from courses.exams.models import Exam, Question, QuestionVersion, Sitting
from courses.exams.offers import open_exams
from courses.exams.templatetags.exam_figures import points
from courses.exams.views import admin as views
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


class ExamViewSet(ScopedViewSet):
    """Exams with their blueprints."""

    model = Exam
    icon = "form"
    url_prefix = "exams/exams"
    allowed_actions = ("view", "add", "change")
    add_view_class = views.ExamAdd
    edit_view_class = views.ExamEdit
    inspect_view_class = views.ExamInspect
    inspect_template_name = views.ExamInspect.template_name
    inspect_view_fields = [
        "title",
        "code",
        "organiser",
        "rosters",
        "opens_at",
        "closes_at",
        "duration_minutes",
        "published",
    ]
    list_display = [
        "title",
        "organiser",
        DateColumn("opens_at", label=_("Opens")),
        DateColumn("closes_at", label=_("Closes")),
        BooleanColumn("published", label=_("Published")),
    ]
    ordering = ["-opens_at"]
    edit_handler = ObjectList(
        [
            FieldPanel("title"),
            FieldPanel("code"),
            FieldPanel("intro"),
            FieldPanel("organiser"),
            FieldPanel("rosters", widget=CheckboxSelectMultiple),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at")]),
                    FieldRowPanel([FieldPanel("duration_minutes"), FieldPanel("attempts")]),
                    FieldRowPanel([FieldPanel("pass_mark"), FieldPanel("review")]),
                ],
                heading=_("When and how"),
            ),
            InlinePanel(
                "lines",
                [
                    FieldRowPanel([FieldPanel("subject"), FieldPanel("kind")]),
                    FieldRowPanel([FieldPanel("count"), FieldPanel("points")]),
                ],
                heading=_("Blueprint: what a paper is drawn from"),
                label=_("Blueprint line"),
            ),
            FieldPanel("published"),
        ],
        base_form_class=ExamForm,
    )


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


class ExamsGroup(ViewSetGroup):
    """The menu of exams."""

    menu_label = _("Exams")
    menu_icon = "form"
    menu_order = 240
    items = (
        QuestionViewSet("exam_questions"),
        ExamViewSet("exam_setup"),
        SittingViewSet("exam_sittings"),
        LateDesk("exam_late"),
    )


@hooks.register("register_admin_viewset")
def exams_in_admin() -> ExamsGroup:
    """Put exams into the admin."""
    return ExamsGroup()


hooks.register(OFFERS, open_exams)
