"""What is done to pairings and teaching sessions."""

from courses.mentoring.actions.answers import (
    AlreadyAnswered,
    NotYourSession,
    ReasonMissing,
    confirm_session,
    dispute_session,
)
from courses.mentoring.actions.pairings import AlreadyPaired, pair, save_pairing
from courses.mentoring.actions.sessions import (
    AlreadyLogged,
    ImplausibleTime,
    InTwoPlaces,
    Lesson,
    NobodyTaught,
    NotYourMentee,
    OutsideTerm,
    SessionSettled,
    correct_session,
    log_sessions,
    withdraw_session,
)

__all__ = [
    "AlreadyAnswered",
    "AlreadyLogged",
    "AlreadyPaired",
    "ImplausibleTime",
    "InTwoPlaces",
    "Lesson",
    "NobodyTaught",
    "NotYourMentee",
    "NotYourSession",
    "OutsideTerm",
    "ReasonMissing",
    "SessionSettled",
    "confirm_session",
    "correct_session",
    "dispute_session",
    "log_sessions",
    "pair",
    "save_pairing",
    "withdraw_session",
]
