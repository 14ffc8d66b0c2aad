"""Credits and hours, kept in hundredths, as people write them."""

from django.template import Library

from certificates.credits.evidence import hundredths_text

register = Library()


@register.filter
def hundredths(number: int) -> str:
    """Write hundredths with as many decimals as they need."""
    return hundredths_text(number)
