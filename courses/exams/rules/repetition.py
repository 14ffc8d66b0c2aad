"""When a question that was answered wrongly is asked again: the FSRS scheduler, kept in one place.

Source: the algorithm FSRS-6 as the ``fsrs`` package implements it, with its default weights; see
https://github.com/open-spaced-repetition/py-fsrs.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from fsrs import Card, Rating, Scheduler, State
from fsrs.card import CardDict

# Remembered for three weeks without a look: the question leaves the book.
MASTERED_DAYS = 21
# After a wrong answer a question comes back in the same sitting. No chance in it: the same answers give the same days.
_SOON = timedelta(minutes=10)
_SCHEDULER = Scheduler(learning_steps=[_SOON], relearning_steps=[_SOON], maximum_interval=365, enable_fuzzing=False)


@dataclass(frozen=True)
class Step:
    """What an answer did to a card: its new state as JSON values, when it is due, and whether it may leave."""

    state: dict[str, Any]
    due_at: datetime
    is_mastered: bool


def new_card(at: datetime) -> dict[str, Any]:
    """Return the state of a card that is due at once, as JSON values."""
    return dict(Card(card_id=0, due=at.astimezone(UTC)).to_dict())


def answered(state: dict[str, Any], *, right: bool, at: datetime) -> Step:
    """Return what an answer at ``at`` makes of a card.

    A right answer is rated "good", a wrong one "again": nobody is asked to judge themselves.

    :param state: as :func:`new_card` or a former step returned it.

    >>> from datetime import datetime, UTC
    >>> monday = datetime(2026, 11, 23, tzinfo=UTC)
    >>> answered(new_card(monday), right=True, at=monday).due_at
    datetime.datetime(2026, 11, 25, 0, 0, tzinfo=datetime.timezone.utc)
    """
    card = Card.from_dict(cast("CardDict", state))
    card, _log = _SCHEDULER.review_card(card, Rating.Good if right else Rating.Again, at.astimezone(UTC))
    mastered = right and card.state == State.Review and (card.stability or 0) >= MASTERED_DAYS
    return Step(dict(card.to_dict()), card.due, mastered)
