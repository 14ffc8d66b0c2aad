"""What is done about credits: rules, lines, and certificates from elsewhere."""

from certificates.credits.actions.awarding import add_rule, award
from certificates.credits.actions.handing_in import Claim, Evidence, hand_in, replace, withdraw
from certificates.credits.actions.recognising import approve, check, follow_records, refuse, revoke

__all__ = [
    "Claim",
    "Evidence",
    "add_rule",
    "approve",
    "award",
    "check",
    "follow_records",
    "hand_in",
    "refuse",
    "replace",
    "revoke",
    "withdraw",
]
