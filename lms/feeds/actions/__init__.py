"""What sends data to others: stores that are kept up to date, and extracts that people take along."""

from lms.feeds.actions.extracts import EXTRACT, NotOpen, ask_for_extract, note_extract
from lms.feeds.actions.stores import (
    SEND,
    KeeperGone,
    StoreTooWide,
    StoreTwice,
    StoreWish,
    add_store,
    send_next,
    send_now,
    stop_store,
    sweep,
)

__all__ = [
    "EXTRACT",
    "SEND",
    "KeeperGone",
    "NotOpen",
    "StoreTooWide",
    "StoreTwice",
    "StoreWish",
    "add_store",
    "ask_for_extract",
    "note_extract",
    "send_next",
    "send_now",
    "stop_store",
    "sweep",
]
