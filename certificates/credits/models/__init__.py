"""Credit rules as data, the append-only lines they earn people, and how rules change."""

from certificates.credits.models.change import RuleChange, RuleChangeRow
from certificates.credits.models.line import CreditLine, CreditLineQuerySet
from certificates.credits.models.outlook import Outlook, OutlookQuerySet
from certificates.credits.models.recognition import Recognition, RecognitionQuerySet
from certificates.credits.models.rule import EARNING, CreditRule, CreditRuleQuerySet
from certificates.credits.models.ruleset import RuleSet, RuleSetQuerySet

__all__ = [
    "EARNING",
    "CreditLine",
    "CreditLineQuerySet",
    "CreditRule",
    "CreditRuleQuerySet",
    "Outlook",
    "OutlookQuerySet",
    "Recognition",
    "RecognitionQuerySet",
    "RuleChange",
    "RuleChangeRow",
    "RuleSet",
    "RuleSetQuerySet",
]
