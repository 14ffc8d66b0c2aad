"""The bank in the admin: questions, what waits for a review, pictures and recordings."""

from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.admin.viewsets.base import ViewSet

from courses.exams.bank.filters import STATES, QuestionFilterSet
from courses.exams.bank.panels import CommentPanel, MediaPanel, PartsPanel
from courses.exams.bank.question_form import QuestionForm
from courses.exams.models import Question, QuestionMedia, QuestionVersion
from courses.exams.templatetags.exam_text import exam_line
from courses.exams.views import bank as views
from courses.exams.views import media, reviews
from lms.site.admin import ScopedViewSet
from lms.site.menu import PermittedMenuItem

_KINDS = dict(QuestionVersion.Kind.choices)
_STATES = dict(STATES)
_ALONE = "single a2 multiple true_false"
_GROUPS = "a3 b1 case"


def _only(kinds: str) -> dict[str, str]:
    """Return what has the form show a panel for these types only."""
    return {"data-kinds": kinds}


QUESTION_PANELS = [
    CommentPanel(),
    FieldRowPanel([FieldPanel("code"), FieldPanel("subject"), FieldPanel("unit")]),
    FieldPanel("keeper"),
    FieldRowPanel([FieldPanel("kind"), FieldPanel("difficulty")]),
    FieldPanel("stem"),
    FieldPanel("options", attrs=_only(f"{_ALONE} b1")),
    FieldPanel("right", attrs=_only(_ALONE)),
    FieldPanel("rubric", attrs=_only("short")),
    PartsPanel(heading=_("Parts: the questions of an A3/A4, B1 or case group"), attrs=_only(_GROUPS)),
    FieldPanel("explanation"),
    MultiFieldPanel([MediaPanel()], heading=_("Put a picture or a recording into a text")),
]


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
    inspect_view_fields = ["code", "subject", "unit", "keeper", "retired_at"]
    list_display = [
        "code",
        Column("newest_stem", label=_("Question text"), accessor=lambda each: exam_line(each.newest_stem or "")[:60]),
        Column("kind", label=_("Type of question"), accessor=lambda each: _KINDS.get(each.newest_kind, "")),
        "subject",
        Column("unit", label=_("Unit"), sort_key="unit"),
        Column("newest_number", label=_("Version")),
        Column("state", label=_("Review"), accessor=lambda each: _STATES.get(each.newest_state, "")),
        Column("drawn_number", label=_("Drawn version"), accessor=lambda each: each.drawn_number or "—"),
        BooleanColumn("retired", label=_("Retired"), accessor=lambda each: each.retired_at is not None),
    ]
    list_export = [
        *("code", "subject", "unit", "newest_kind", "newest_difficulty", "newest_stem"),
        *("newest_number", "newest_state", "drawn_number", "retired_at"),
    ]
    export_headings = {
        "newest_kind": _("Type of question"),
        "newest_difficulty": _("Difficulty"),
        "newest_stem": _("Question text"),
        "newest_number": _("Version"),
        "newest_state": _("Review"),
        "drawn_number": _("Drawn version"),
    }
    filterset_class = QuestionFilterSet
    search_fields = ["code", "newest_stem"]
    search_backend_name = None
    ordering = ["code"]
    edit_handler = ObjectList(QUESTION_PANELS, base_form_class=QuestionForm)

    def get_urlpatterns(self) -> list[URLPattern]:
        """Add what takes a question out of use and back into it."""
        return [
            *super().get_urlpatterns(),
            path("retire/<int:pk>/", views.retire, name="retire"),
            path("restore/<int:pk>/", views.restore, name="restore"),
        ]


class ReviewViewSet(ViewSet):
    """What waits for a review."""

    icon = "check"
    url_prefix = "exams/reviews"
    menu_label = _("Waiting for review")

    def get_menu_item(self, order: int | None = None) -> MenuItem:
        """Return the item of the menu."""
        look = {"icon_name": self.icon, "order": order}
        return PermittedMenuItem(self.menu_label, reverse(f"{self.name}:index"), permission=reviews.REVIEW, **look)

    def get_urlpatterns(self) -> list[URLPattern]:
        """Return the queue, one version, and the verdicts."""
        return [
            path("", reviews.queue, name="index"),
            path("approve/", reviews.approve, name="approve"),
            path("<int:version_id>/", reviews.version, name="version"),
            path("<int:version_id>/decide/", reviews.decide, name="decide"),
        ]


class MediaViewSet(ScopedViewSet):
    """Pictures and recordings with their markers."""

    model = QuestionMedia
    icon = "image"
    url_prefix = "exams/media"
    allowed_actions = ("view", "add")
    exclude_form_fields: list[str] = []
    index_view_class = views.MediaIndex
    inspect_view_class = views.MediaInspect
    inspect_template_name = views.MediaInspect.template_name
    inspect_view_fields = ["alt", "kind", "size", "made_at"]
    list_display = [
        "alt",
        Column("kind", label=_("Type"), accessor="get_kind_display", sort_key="kind"),
        Column("marker", label=_("Marker to copy into a text"), accessor=lambda each: each.marker()),
        Column("made_by", label=_("Sent by")),
        DateColumn("made_at", label=_("Sent"), sort_key="made_at"),
    ]
    list_filter = ["kind"]
    search_fields = ["alt"]
    search_backend_name = None
    ordering = ["-made_at"]

    def get_urlpatterns(self) -> list[URLPattern]:
        """Keep the list and the look at one, and send in by pages of our own."""
        kept = [each for each in super().get_urlpatterns() if each.name in {"index", "index_results", "inspect"}]
        return [*kept, path("new/", media.add, name="add"), path("send/", media.send_in, name="send")]
