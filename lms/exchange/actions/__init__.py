"""Everything that writes about uploads."""

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
    "Target",
    "answer_questions",
    "apply_upload",
    "approve_upload",
    "check_upload",
    "import_organisations",
    "import_roster",
    "receive_upload",
]
