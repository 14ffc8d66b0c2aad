"""Words of a report."""

from collections.abc import Mapping

from django import template

register = template.Library()


@register.filter
def title_of(titles: Mapping[str, str], field: str) -> str:
    """Return the title of a column, or nothing for the file as a whole."""
    return titles.get(field, field)
