"""Drawing the cards of a desk."""

from typing import cast

from django.template import Context, Library
from django.template.base import Template
from django.utils.safestring import SafeString

from lms.site.cards import Card

register = Library()


@register.simple_tag(takes_context=True)
def draw(context: Context, card: Card) -> SafeString:
    """Draw one card: its partial sees its own context above the page's."""
    engine_template: Template = cast(Template, context.template)
    with context.push(**card.context):
        return engine_template.engine.get_template(card.template).render(context)
