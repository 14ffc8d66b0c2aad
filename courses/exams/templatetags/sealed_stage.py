"""A later stage of a case as the page holds it before it is reached: unreadable."""

from typing import Any

from django import template
from django.template.loader import render_to_string

from courses.exams import keys

register = template.Library()


@register.simple_tag(takes_context=True)
def sealed_stage(context: dict[str, Any], first: Any) -> str:
    """Return the questions of the stage that ``first`` opens, rendered as the page would and shut."""
    sitting = context["sitting"]
    members = [each for each in context["items"] if (each.version_id, each.stage) == (first.version_id, first.stage)]
    told = [render_to_string("courses/exams/_item.html", {"item": each, "sitting": sitting}) for each in members]
    return keys.sealed(sitting, first.version_id, first.stage, "".join(told))
