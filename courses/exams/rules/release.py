"""When a person may see the marks and the right answers of an exam."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Moments:
    """What is known of an exam when somebody asks.

    :param last_bell: when the exam has ended for everybody, extra time included.
    :param released_at: when somebody released it by hand, if anybody did.
    """

    at: datetime
    last_bell: datetime
    released_at: datetime | None = None

    @property
    def is_over(self) -> bool:
        """Whether the exam has ended for everybody."""
        return self.at >= self.last_bell

    @property
    def is_released(self) -> bool:
        """Whether somebody has released it by hand."""
        return self.released_at is not None and self.released_at <= self.at


def marks_are_out(rule: str, moments: Moments) -> bool:
    """Say whether marks may be shown under ``rule``: ``at_once``, ``after_window`` or ``by_hand``."""
    if rule == "after_window":
        return moments.is_over
    return moments.is_released if rule == "by_hand" else rule == "at_once"


def answers_are_out(rule: str, moments: Moments, *, is_done: bool) -> bool:
    """Say whether right answers may be shown under ``rule``: ``when_done``, ``after_window``, ``by_hand`` or ``never``.

    :param is_done: the person has passed, or has no attempt left.
    """
    if rule == "when_done":
        return is_done or moments.is_over
    if rule == "after_window":
        return moments.is_over
    return rule == "by_hand" and moments.is_released
