"""Words of a report on questions."""

from collections.abc import Mapping
from typing import Any

from django import template

from courses.exams.exchange.columns import title_of
from courses.exams.exchange.findings import sentence

register = template.Library()


@register.filter
def column_title(field: str) -> str:
    """Return the title of a column, or nothing for the file as a whole."""
    return title_of(field)


@register.filter
def told(finding: Any) -> str:
    """Return what is wrong and what to do, of a fault or of a note."""
    if isinstance(finding, Mapping):
        return sentence(finding["code"], finding["data"])
    return sentence(finding.code, finding.data)
