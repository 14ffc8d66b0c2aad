"""Exams in the admin: setting them up."""

from typing import Any

from django.forms import CheckboxSelectMultiple
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, DateColumn
from wagtail.admin.views import generic
from wagtail.log_actions import log

from courses.exams import actions, queries
from courses.exams.exam_forms import ExamForm
from courses.exams.models import Exam
from courses.exams.views import running
from lms.site.admin import SavesByAction, ScopedViewSet


class _SavesExam(SavesByAction):
    form: Any
    request: Any
    action_name = ""

    def save_instance(self) -> Exam:
        """Save the exam with its blueprint."""
        exam = self.form.save(commit=False)
        exam = actions.save_exam(exam=exam, by=self.request.user, at=timezone.now())
        log(instance=exam, action=self.action_name, content_changed=True)
        self.has_content_changes = True
        return exam


class ExamAdd(_SavesExam, generic.CreateView):
    """A new exam."""

    action_name = "wagtail.create"


class ExamEdit(_SavesExam, generic.EditView):
    """An exam and its blueprint."""

    action_name = "wagtail.edit"


class ExamInspect(generic.InspectView):
    """An exam, whether the bank fills it, how its sittings went, and what is done while it runs."""

    template_name = "courses/exams/admin/exam_inspect.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the blueprint against the bank, the tally of sittings, and what is released."""
        exam, now = self.object, timezone.now()
        lines = list(exam.lines.select_related("subject").order_by("sort_order", "pk"))
        context: dict[str, Any] = super().get_context_data(
            stock=queries.stock_of(lines),
            tally=queries.tally(exam),
            may_change=self.permission_policy.user_has_permission(self.request.user, "change"),
            marks_are_out=queries.marks_are_out(exam, now),
            extra_times=exam.extra_times.filter(minutes__gt=0).count(),
            **kwargs,
        )
        return context


_TIMES = MultiFieldPanel(
    [
        FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at")]),
        FieldRowPanel(
            [
                FieldPanel("duration_minutes", help_text=_("What each person has from the moment they begin.")),
                FieldPanel("attempts", help_text=_("How often each person may sit it. The best result counts.")),
            ]
        ),
        FieldRowPanel(
            [
                FieldPanel("pass_mark"),
                FieldPanel(
                    "access_code",
                    help_text=_("For exams in a room: without this code nobody begins. Empty: no code is asked for."),
                ),
            ]
        ),
    ],
    heading=_("When and how"),
)
_RELEASE = MultiFieldPanel(
    [
        FieldPanel(
            "marks_release",
            help_text=_(
                "Until then people see that they have handed in, and no score; the learning record is written then too."
            ),
        ),
        FieldPanel("review", help_text=_("Right answers and explanations. Never shown before the marks.")),
    ],
    heading=_("What people may see afterwards"),
)
_MARKING = MultiFieldPanel(
    [
        FieldPanel("partial_rule", help_text=_("For X questions and cases, where several answers are right.")),
        FieldPanel("tolerance"),
        FieldPanel(
            "late_rule",
            help_text=_("Answers given without a network may arrive after the bell. They are always kept and shown."),
        ),
        FieldPanel("shuffle_options", help_text=_("Each paper shows the options of a question in its own order.")),
    ],
    heading=_("How papers are made and marked"),
)
_LINES = InlinePanel(
    "lines",
    [
        FieldRowPanel(
            [FieldPanel("subject"), FieldPanel("unit", help_text=_("Such as 2.3. Empty: any unit of the subject."))]
        ),
        FieldRowPanel([FieldPanel("kind"), FieldPanel("difficulty", help_text=_("1 to 5. 0: any difficulty."))]),
        FieldRowPanel(
            [
                FieldPanel("count", help_text=_("Of groups and cases: so many groups, not single questions.")),
                FieldPanel("points", help_text=_("For each numbered question.")),
            ]
        ),
    ],
    heading=_("Blueprint: what a paper is drawn from"),
    help_text=_("No question stands on a paper twice. Lines that ask for more choose first."),
    label=_("Blueprint line"),
)


class ExamViewSet(ScopedViewSet):
    """Exams with their blueprints."""

    model = Exam
    icon = "form"
    url_prefix = "exams/exams"
    allowed_actions = ("view", "add", "change")
    add_view_class = ExamAdd
    edit_view_class = ExamEdit
    inspect_view_class = ExamInspect
    inspect_template_name = ExamInspect.template_name
    inspect_view_fields = [
        *("title", "code", "organiser", "rosters", "opens_at", "closes_at", "duration_minutes", "attempts"),
        *("marks_release", "review", "partial_rule", "late_rule", "shuffle_options", "published"),
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
            _TIMES,
            _LINES,
            _MARKING,
            _RELEASE,
            FieldPanel("published", help_text=_("Then the people it is for see it. The bank must fill the blueprint.")),
        ],
        base_form_class=ExamForm,
    )

    def get_urlpatterns(self) -> list[URLPattern]:
        """Add what is done with one exam."""
        return [
            *super().get_urlpatterns(),
            path("preview/<int:pk>/", running.preview, name="preview"),
            path("code/<int:pk>/", running.code, name="code"),
            path("code/<int:pk>/renew/", running.renew_code, name="renew_code"),
            path("code/<int:pk>/remove/", running.remove_code, name="remove_code"),
            path("extra-time/<int:pk>/", running.extra_time, name="extra_time"),
            path("release/<int:pk>/", running.release, name="release"),
            path("copy-exam/<int:pk>/", running.copy, name="copy_exam"),
        ]
