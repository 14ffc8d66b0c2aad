"""What is done to pairings and teaching sessions."""

from courses.mentoring.actions.answers import (
    AlreadyAnswered,
    ChangedSince,
    NotYourSession,
    ReasonMissing,
    confirm_session,
    dispute_session,
    drop_dispute,
)
from courses.mentoring.actions.overlaps import AlreadyLogged, AlreadyTaught, InTwoPlaces
from courses.mentoring.actions.pairings import FROZEN, AlreadyPaired, TaughtAlready, TermTooShort, pair, save_pairing
from courses.mentoring.actions.reminding import remind_waiting
from courses.mentoring.actions.sessions import (
    ImplausibleTime,
    Lesson,
    NobodyTaught,
    NotYourMentee,
    OutsideTerm,
    SessionSettled,
    correct_session,
    log_sessions,
    withdraw_session,
)
from courses.mentoring.actions.voiding import void_session

__all__ = [
    "FROZEN",
    "AlreadyAnswered",
    "AlreadyLogged",
    "AlreadyPaired",
    "AlreadyTaught",
    "ChangedSince",
    "ImplausibleTime",
    "InTwoPlaces",
    "Lesson",
    "NobodyTaught",
    "NotYourMentee",
    "NotYourSession",
    "OutsideTerm",
    "ReasonMissing",
    "SessionSettled",
    "TaughtAlready",
    "TermTooShort",
    "confirm_session",
    "correct_session",
    "dispute_session",
    "drop_dispute",
    "log_sessions",
    "pair",
    "remind_waiting",
    "save_pairing",
    "void_session",
    "withdraw_session",
]
