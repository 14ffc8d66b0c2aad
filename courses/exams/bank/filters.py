"""Narrowing the list of the bank."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from courses.exams.models import Question, QuestionVersion

STATES = [("waiting", _("waits for a review")), ("approved", _("approved")), ("returned", _("returned to the writer"))]


class QuestionFilterSet(WagtailFilterSet):
    """By subject, unit, type, difficulty, how far the review is, and whether papers still draw it."""

    unit = django_filters.ChoiceFilter(label=_("Unit"), empty_label=_("All"))
    newest_kind = django_filters.ChoiceFilter(
        choices=QuestionVersion.Kind.choices, label=_("Type of question"), empty_label=_("All")
    )
    newest_difficulty = django_filters.ChoiceFilter(
        choices=[(n, str(n)) for n in range(1, 6)], label=_("Difficulty"), empty_label=_("All")
    )
    newest_state = django_filters.ChoiceFilter(choices=STATES, label=_("Review"), empty_label=_("All"))
    retired = django_filters.ChoiceFilter(
        choices=[("no", _("in use")), ("yes", _("retired"))],
        method="by_retired",
        label=_("Retired"),
        empty_label=_("All"),
    )

    class Meta:
        model = Question
        fields = ["subject"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the units that the viewer's questions name."""
        super().__init__(*args, **kwargs)
        named = Question.objects.visible_to(self.request.user).exclude(unit="").order_by("unit")
        self.filters["unit"].extra["choices"] = [
            (unit, unit) for unit in named.values_list("unit", flat=True).distinct()
        ]

    def by_retired(self, found: QuerySet[Question], _name: str, value: str) -> Any:
        """Return the retired questions, or the others."""
        return found.filter(retired_at__isnull=value != "yes")
