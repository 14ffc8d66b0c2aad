"""Writing credits: sets of rules, what records earn under them, changes of the rules, certificates from elsewhere."""

from certificates.credits.actions.awarding import award, settle
from certificates.credits.actions.changes import approve, ask_for_report
from certificates.credits.actions.handing_in import Claim, Evidence, hand_in, replace, withdraw
from certificates.credits.actions.outlooks import refresh_outlooks, sweep_outlooks, watch_offers
from certificates.credits.actions.recognising import check, follow_records, recognize, refuse, revoke
from certificates.credits.actions.sets import (
    KindOutOfReach,
    NeedsReport,
    NoRules,
    NotADraft,
    PeriodsOverlap,
    drop_draft,
    edit_rule,
    make_set,
    new_version,
    note_set,
    put_in_force,
    refuse_unless_draft,
)
from certificates.credits.actions.shipped import Loaded, load_sets

__all__ = [
    "Claim",
    "Evidence",
    "KindOutOfReach",
    "Loaded",
    "NeedsReport",
    "NoRules",
    "NotADraft",
    "PeriodsOverlap",
    "approve",
    "ask_for_report",
    "award",
    "check",
    "drop_draft",
    "edit_rule",
    "follow_records",
    "hand_in",
    "load_sets",
    "make_set",
    "new_version",
    "note_set",
    "put_in_force",
    "recognize",
    "refresh_outlooks",
    "refuse",
    "refuse_unless_draft",
    "replace",
    "revoke",
    "settle",
    "sweep_outlooks",
    "watch_offers",
    "withdraw",
]
