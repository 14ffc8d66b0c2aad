"""Figures and rules of coverage in words, for templates."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django import template
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from certificates.credits.rules import in_credits
from lms.coverage import wording
from lms.coverage.rules import Measured
from lms.coverage.rules.comparing import each
from lms.records.models import LearningRecord

register = template.Library()
for words in (wording.whom, wording.counts, wording.plan, wording.share, wording.hours, wording.figures, in_credits):
    register.filter(words.__name__, words)

_LINES = {
    "actual": _("covered so far"),
    "plan": _("the plan"),
    "forecast": _("at the pace of recent months"),
    "target": _("target line"),
}


@register.filter
def shown_figures(measured: Measured) -> Iterable[wording.Figure]:
    """Return the figures a table has room for."""
    return wording.figures(measured, wording.IN_TABLES)


@register.filter
def hours_each(measured: Measured) -> str:
    """Return the hours a person who is due has on average."""
    minutes = each(measured.minutes, measured.due)
    return "—" if minutes is None else wording.hours(minutes)


@register.filter
def line_name(kind: str) -> str | Promise:
    """Return what a line of the chart is."""
    return _LINES.get(kind, kind)


class RecordPages(NamedTuple):
    """Where the records of one person are opened: the name of the address, and what stands in it before the record."""

    name: str
    way: Sequence[Any]


@register.filter
def opened_in(record: LearningRecord, pages: RecordPages) -> str:
    """Return the address that opens the evidence of ``record``."""
    return reverse(pages.name, args=[*pages.way, record.pk])
