"""Issuing, revoking and correcting certificates, and deciding on those in doubt; layouts, number patterns, files."""

from certificates.register.actions.certificates import (
    STRAY_AFTER,
    AlreadyRevoked,
    AlreadySuperseded,
    CannotReissue,
    ReasonMissing,
    TextHasChanged,
    clear_strays,
    reissue,
    revoke,
)
from certificates.register.actions.checking import ListTooLong, TooManyLists, check_list
from certificates.register.actions.collecting import NothingIssued, collect
from certificates.register.actions.doubts import NotInDoubt, keep, question_unfounded, raise_doubts, tell_issuers
from certificates.register.actions.issuing import (
    AlreadyDecided,
    AlreadyWaiting,
    ListChanged,
    NobodyDue,
    NotAlone,
    NothingLeft,
    SayWhy,
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
from certificates.register.actions.telling import tell_issued

__all__ = [
    "STRAY_AFTER",
    "AlreadyDecided",
    "AlreadyRevoked",
    "AlreadySuperseded",
    "AlreadyWaiting",
    "CannotReissue",
    "ChangedSince",
    "ListChanged",
    "ListTooLong",
    "NobodyDue",
    "NotAlone",
    "NotInDoubt",
    "NothingIssued",
    "NothingLeft",
    "NumberTooLong",
    "ReasonMissing",
    "SayWhy",
    "StillIssuing",
    "TextHasChanged",
    "TooManyLists",
    "approve",
    "check_list",
    "clear_strays",
    "collect",
    "issue",
    "issue_some",
    "keep",
    "pending",
    "propose",
    "question_unfounded",
    "raise_doubts",
    "reissue",
    "resume",
    "retire_layout",
    "revoke",
    "save_layout",
    "save_pattern",
    "tell_issued",
    "tell_issuers",
    "withdraw",
]
