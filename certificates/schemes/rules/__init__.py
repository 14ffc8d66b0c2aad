"""Pure rules of schemes: when a trainee is complete, what cannot be asked, and how it is said."""

from certificates.schemes.rules.completion import GROUP_MEASURES, Reached, completed_at, roll_up
from certificates.schemes.rules.faults import fault_of
from certificates.schemes.rules.tree import Asked, Outline, deadline_of, parents_of, period_of
from certificates.schemes.rules.wording import amount, exempt, group, indent, shortfall, shortfalls, where_to

__all__ = [
    "GROUP_MEASURES",
    "Asked",
    "Outline",
    "Reached",
    "amount",
    "completed_at",
    "deadline_of",
    "exempt",
    "fault_of",
    "group",
    "indent",
    "parents_of",
    "period_of",
    "roll_up",
    "shortfall",
    "shortfalls",
    "where_to",
]
