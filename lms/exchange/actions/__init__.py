"""Everything that writes about uploads."""

from lms.exchange.actions.checked import (
    SETTLED,
    AlreadyApproved,
    NotReady,
    keep_approval,
    keep_file,
    keep_report,
)
from lms.exchange.actions.organisations import import_organisations
from lms.exchange.actions.uploads import (
    Target,
    answer_questions,
    apply_upload,
    approve_upload,
    check_upload,
    import_roster,
    receive_upload,
)

__all__ = [
    "SETTLED",
    "AlreadyApproved",
    "NotReady",
    "Target",
    "answer_questions",
    "apply_upload",
    "approve_upload",
    "check_upload",
    "import_organisations",
    "import_roster",
    "keep_approval",
    "keep_file",
    "keep_report",
    "receive_upload",
]
