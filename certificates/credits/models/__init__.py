"""Credit rules as data, and the append-only lines they earn people."""

from certificates.credits.models.line import CreditLine, CreditLineQuerySet
from certificates.credits.models.recognition import Recognition, RecognitionQuerySet
from certificates.credits.models.rule import CreditRule, CreditRuleQuerySet

__all__ = ["CreditLine", "CreditLineQuerySet", "CreditRule", "CreditRuleQuerySet", "Recognition", "RecognitionQuerySet"]
