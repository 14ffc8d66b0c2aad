"""Issuing, revoking and correcting certificates, and deciding on those in doubt."""

from certificates.register.actions.certificates import (
    AT_ONCE,
    STRAY_AFTER,
    AlreadyRevoked,
    AlreadySuperseded,
    CannotReissue,
    NobodyDue,
    ReasonMissing,
    TextHasChanged,
    clear_strays,
    issue,
    issue_some,
    reissue,
    request_issue,
    revoke,
)
from certificates.register.actions.checking import ListTooLong, TooManyLists, check_list
from certificates.register.actions.doubts import (
    NotInDoubt,
    keep,
    question_unfounded,
    raise_doubts,
    tell_issuers,
)

__all__ = [
    "AT_ONCE",
    "STRAY_AFTER",
    "AlreadyRevoked",
    "AlreadySuperseded",
    "CannotReissue",
    "ListTooLong",
    "NobodyDue",
    "NotInDoubt",
    "ReasonMissing",
    "TextHasChanged",
    "TooManyLists",
    "check_list",
    "clear_strays",
    "issue",
    "issue_some",
    "keep",
    "question_unfounded",
    "raise_doubts",
    "reissue",
    "request_issue",
    "revoke",
    "tell_issuers",
]
