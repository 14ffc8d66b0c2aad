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
from certificates.schemes.actions.setting_up import (
    ClassHasTrainees,
    CompletionsLost,
    SchemeEmpty,
    create_scheme,
    note_cohort,
    open_cohort,
    refuse_other_scheme,
    save_scheme,
    version_for_class,
)
from certificates.schemes.actions.versions import (
    GroupInItself,
    ImpossibleRequirement,
    TooDeep,
    edit_requirements,
    outline,
    refuse_impossible,
    take_into_use,
)

__all__ = [
    "AlreadyEnrolled",
    "AlreadyWithdrawn",
    "ClassHasTrainees",
    "CompletionsLost",
    "GroupInItself",
    "ImpossibleRequirement",
    "NotWithdrawn",
    "ReasonMissing",
    "RosterMissing",
    "SchemeEmpty",
    "TooDeep",
    "bring_back",
    "create_scheme",
    "edit_requirements",
    "enrol",
    "enrol_roster",
    "note_cohort",
    "open_cohort",
    "outline",
    "recompute",
    "refuse_impossible",
    "refuse_other_scheme",
    "save_scheme",
    "sweep",
    "take_into_use",
    "version_for_class",
    "withdraw",
]
