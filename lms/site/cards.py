"""The cards of a person's desk. Apps register them with Wagtail's hook ``desk_cards``.

A hook is a function ``(person, at) -> list[Card]`` in the app's ``wagtail_hooks.py``.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from wagtail import hooks

HOOK = "desk_cards"


@dataclass(frozen=True, kw_only=True)
class Card:
    """One card: where it stands, the partial that draws it, and what the partial needs.

    :param order: low numbers first: 10 what I must do, 20 what is next, 30 teaching, 40 what I have earned.
    """

    order: int
    template: str
    context: dict[str, Any] = field(default_factory=dict)


def cards_for(person: Any, at: datetime) -> list[Card]:
    """Return the cards of all apps for ``person`` at ``at``, in their order."""
    return sorted(_gather(person, at), key=lambda card: card.order)


def _gather(person: Any, at: datetime) -> Iterator[Card]:
    makers: list[Callable[[Any, datetime], list[Card]]] = hooks.get_hooks(HOOK)
    for maker in makers:
        yield from maker(person, at)
