"""What the page of a result shows of its history and of appeals, as far as the person may know now."""

from django import template
from django.utils import timezone

from courses.exams.models import Sitting
from courses.exams.queries.appeals import AppealRow, appeal_rows
from courses.exams.queries.results import Turn, history

register = template.Library()


@register.simple_tag
def history_of(sitting: Sitting) -> list[Turn]:
    """Return the results of ``sitting``, the first one first."""
    return history(sitting, timezone.now())


@register.simple_tag
def appeals_of(sitting: Sitting) -> list[AppealRow]:
    """Return the questions of ``sitting`` with the appeals about them."""
    return appeal_rows(sitting, timezone.now())
