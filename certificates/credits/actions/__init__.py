"""Writing credits: sets of rules, what records earn under them, and changes of the rules."""

from certificates.credits.actions.awarding import award, settle
from certificates.credits.actions.changes import approve, ask_for_report
from certificates.credits.actions.sets import (
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
    "Loaded",
    "NeedsReport",
    "NoRules",
    "NotADraft",
    "PeriodsOverlap",
    "approve",
    "ask_for_report",
    "award",
    "drop_draft",
    "edit_rule",
    "load_sets",
    "make_set",
    "new_version",
    "note_set",
    "put_in_force",
    "refuse_unless_draft",
    "settle",
]
