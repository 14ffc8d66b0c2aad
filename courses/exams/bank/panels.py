"""Panels of the form of a question, and what waits on the first page of the admin."""

from typing import Any

from django.forms import Media
from django.forms.widgets import Script
from django.http import HttpRequest
from django.urls import reverse
from wagtail.admin.panels import Panel
from wagtail.admin.ui.components import Component

from courses.exams import queries
from courses.exams.bank.parts import in_order


class PartsPanel(Panel):
    """The parts of a question, one below the other."""

    class BoundPanel(Panel.BoundPanel):
        """The panel in one form."""

        template_name = "courses/exams/admin/_parts_panel.html"

        @property
        def media(self) -> Media:
            """Show what the type asks for; add, move and remove parts."""
            return Media(js=[Script("exams/question.js", type="module")])  # type: ignore[list-item]

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Give the forms of the parts."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            return {**context, "formset": self.form.parts, "parts": in_order(self.form.parts)}


class MediaPanel(Panel):
    """Sending a picture or a recording, and putting its marker into a text."""

    class BoundPanel(Panel.BoundPanel):
        """The panel in one form."""

        template_name = "courses/exams/admin/_media_panel.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Give the addresses."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            return {**context, "address": reverse("exam_media:send"), "shelf": reverse("exam_media:index")}


class CommentPanel(Panel):
    """What a reviewer said when the newest version was sent back."""

    class BoundPanel(Panel.BoundPanel):
        """The panel in one form."""

        template_name = "courses/exams/admin/_comment_panel.html"

        def is_shown(self) -> bool:
            """Show it only where there is something to say."""
            return super().is_shown() and bool(self.form.returned)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Give the review."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            return {**context, "review": self.form.returned}


class ReviewsPanel(Component):
    """How many questions wait for the viewer's review, and which came back to the viewer."""

    name = "question_reviews"
    template_name = "courses/exams/admin/reviews_panel.html"
    order = 15

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Return what concerns the viewer."""
        viewer = parent_context["request"].user
        waiting = queries.waiting_for(viewer).exclude(made_by=viewer.pk).count()
        return {
            "waiting": waiting if viewer.has_perm("exams.review_question") else 0,
            "returned": list(queries.returned_to(viewer)[:10]),
        }


def put_reviews(request: HttpRequest, panels: list[Any]) -> None:
    """Show the reviews to those who write or look over questions."""
    if request.user.has_perm("exams.view_question"):
        panels.append(ReviewsPanel())
