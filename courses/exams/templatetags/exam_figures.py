"""Scores and times as people read them."""

from datetime import datetime, timedelta

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
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


_FLAGS = {
    "too_hard": _("fewer than one in five get it right"),
    "too_easy": _("nearly everybody gets it right: it tells nobody apart"),
    "negative": _("the weak do better at it than the strong: is the key right?"),
    "unused": _("an option that nobody chooses"),
    "attracts_strong": _("a wrong option that the strong choose more often than the weak"),
}


@register.filter
def flag(code: str) -> str:
    """Return what a person should look at in a question, in words."""
    return str(_FLAGS[code])


@register.filter
def figure(value: float | None) -> str:
    """Return a figure of item analysis with two decimals, and a dash where nothing can be said."""
    return "—" if value is None else f"{value:.2f}"


@register.filter
def percent(value: float | None) -> str:
    """Return a share of 0 to 1 as whole percent, and a dash where nothing can be said."""
    return "—" if value is None else f"{round(value * 100)} %"


@register.filter
def duration(seconds: int) -> str:
    """Return seconds as minutes and seconds: ``75`` is ``"1:15"``."""
    minutes, rest = divmod(max(seconds, 0), 60)
    return f"{minutes}:{rest:02d}"


@register.filter
def rounded(value: float | None) -> int | None:
    """Return a figure as the nearest whole number, for :func:`points`."""
    return None if value is None else round(value)


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
