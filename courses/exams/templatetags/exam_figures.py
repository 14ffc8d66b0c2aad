"""Scores and times as people read them."""

from datetime import datetime, timedelta

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import ngettext

register = template.Library()


@register.filter
def points(hundredths: int | None) -> str:
    """Return hundredths of a point as points, without needless zeros: ``6667`` is ``"66.67"``, ``6000`` is ``"60"``."""
    if hundredths is None:
        return ""
    whole, rest = divmod(hundredths, 100)
    return f"{whole}.{rest:02d}".rstrip("0") if rest else str(whole)


@register.filter
def seen_at(moment: datetime, now: datetime) -> str:
    """Return ``moment`` as day and time, with its year where that is not the year of ``now``."""
    local = timezone.localtime(moment)
    return date_format(local, "n-j H:i" if local.year == timezone.localtime(now).year else "Y-n-j H:i")


@register.filter
def spell_span(span: timedelta | None) -> str:
    """Return a span with its sign, in days and to the second; a dash for none."""
    if span is None:
        return "–"
    seconds = round(span.total_seconds())
    days, rest = divmod(abs(seconds), 86_400)
    clock = f"{rest // 3600}:{rest // 60 % 60:02d}:{rest % 60:02d}"
    if days:
        clock = ngettext("%(days)s day %(clock)s", "%(days)s days %(clock)s", days) % {"days": days, "clock": clock}
    return f"{'−' if seconds < 0 else '+'}{clock}"
