"""Writing credits: sets of rules, what records earn under them, and changes of the rules."""

from certificates.credits.actions.awarding import award, settle
from certificates.credits.actions.sets import (
    NeedsReport,
    NoRules,
    NotADraft,
    PeriodsOverlap,
    drop_draft,
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
    "award",
    "drop_draft",
    "load_sets",
    "make_set",
    "new_version",
    "note_set",
    "put_in_force",
    "refuse_unless_draft",
    "settle",
]
