"""Setting up schemes and classes, who is in them, and keeping progress true."""

from certificates.schemes.actions.places import (
    AlreadyEnrolled,
    AlreadyWithdrawn,
    NotWithdrawn,
    ReasonMissing,
    RosterMissing,
    bring_back,
    enrol,
    enrol_roster,
    withdraw,
)
from certificates.schemes.actions.progress import recompute, sweep
from certificates.schemes.actions.reporting import (
    NobodyToReport,
    ReportFromTheFuture,
    keep_report,
    note_report_taken,
    remind_reports,
    request_report,
)
from certificates.schemes.actions.setting_up import (
    ClassHasTrainees,
    CompletionsLost,
    SchemeEmpty,
    SchemeInUse,
    create_scheme,
    note_cohort,
    note_scheme,
    open_cohort,
    refuse_if_in_use,
    refuse_other_scheme,
)

__all__ = [
    "AlreadyEnrolled",
    "AlreadyWithdrawn",
    "ClassHasTrainees",
    "CompletionsLost",
    "NobodyToReport",
    "NotWithdrawn",
    "ReasonMissing",
    "ReportFromTheFuture",
    "RosterMissing",
    "SchemeEmpty",
    "SchemeInUse",
    "bring_back",
    "create_scheme",
    "enrol",
    "enrol_roster",
    "keep_report",
    "note_cohort",
    "note_report_taken",
    "note_scheme",
    "open_cohort",
    "recompute",
    "refuse_if_in_use",
    "refuse_other_scheme",
    "remind_reports",
    "request_report",
    "sweep",
    "withdraw",
]
