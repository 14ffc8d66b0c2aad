"""Scores as people read them."""

from django import template

register = template.Library()


@register.filter
def points(hundredths: int | None) -> str:
    """Return hundredths of a point as points, without needless zeros: ``6667`` is ``"66.67"``, ``6000`` is ``"60"``."""
    if hundredths is None:
        return ""
    whole, rest = divmod(hundredths, 100)
    return f"{whole}.{rest:02d}".rstrip("0") if rest else str(whole)
