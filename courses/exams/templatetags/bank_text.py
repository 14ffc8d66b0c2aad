"""What the admin's pages of the bank say of questions."""

from collections.abc import Sequence

from django import template

from courses.exams.rules import letters

register = template.Library()


@register.filter
def as_letters(right: Sequence[int]) -> str:
    """Return indexes of options as their letters: ``(0, 2)`` is ``"AC"``."""
    return letters(right)
