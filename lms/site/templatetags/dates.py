"""Dates inside sentences."""

from django import template
from django.utils.html import format_html

register = template.Library()


@register.filter
def whole(text: str) -> str:
    """Mark a written date or time as one, so that no line ends inside it."""
    return format_html("<time>{}</time>", text)
