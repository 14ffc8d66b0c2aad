"""Every write of this app: learning records, and their seals."""

from lms.records.actions.mailing import mail_head, note_proof, send_head
from lms.records.actions.sealing import AnotherSeals, LastHeadLost, NumbersOpen, SealsDamaged, seal
from lms.records.actions.writing import (
    ActivityDetails,
    AlreadyReversed,
    Deed,
    Taking,
    declare_activity,
    ensure_subject,
    restate_many,
    reverse,
    reverse_many,
    write,
    write_many,
)

__all__ = [
    "ActivityDetails",
    "AlreadyReversed",
    "AnotherSeals",
    "Deed",
    "LastHeadLost",
    "NumbersOpen",
    "SealsDamaged",
    "Taking",
    "declare_activity",
    "ensure_subject",
    "mail_head",
    "note_proof",
    "restate_many",
    "reverse",
    "reverse_many",
    "seal",
    "send_head",
    "write",
    "write_many",
]
