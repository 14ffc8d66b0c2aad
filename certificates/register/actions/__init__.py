"""Issuing, revoking and correcting certificates; layouts, number patterns, and files for printing."""

from certificates.register.actions.certificates import (
    AlreadyRevoked,
    AlreadySuperseded,
    CannotReissue,
    ReasonMissing,
    clear_strays,
    reissue,
    revoke,
    tell_issuers,
)
from certificates.register.actions.collecting import NothingIssued, collect
from certificates.register.actions.issuing import (
    AlreadyDecided,
    AlreadyWaiting,
    ListChanged,
    NobodyDue,
    NotAlone,
    NothingLeft,
    StillIssuing,
    approve,
    issue,
    issue_some,
    pending,
    propose,
    resume,
    withdraw,
)
from certificates.register.actions.layouts import ChangedSince, retire_layout, save_layout, save_pattern
from certificates.register.actions.making import NumberTooLong

__all__ = [
    "AlreadyDecided",
    "AlreadyRevoked",
    "AlreadySuperseded",
    "AlreadyWaiting",
    "CannotReissue",
    "ChangedSince",
    "ListChanged",
    "NobodyDue",
    "NotAlone",
    "NothingIssued",
    "NothingLeft",
    "NumberTooLong",
    "ReasonMissing",
    "StillIssuing",
    "approve",
    "clear_strays",
    "collect",
    "issue",
    "issue_some",
    "pending",
    "propose",
    "reissue",
    "resume",
    "retire_layout",
    "revoke",
    "save_layout",
    "save_pattern",
    "tell_issuers",
    "withdraw",
]
