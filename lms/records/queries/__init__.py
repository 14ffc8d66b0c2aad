"""What is read of the records' seals."""

from lms.records.queries.differing import Fault
from lms.records.queries.heads import heads, latest_head, sealed_in, unsealed_since
from lms.records.queries.horizon import settled
from lms.records.queries.proofs import (
    Inclusion,
    RecordDiffers,
    SealsIncomplete,
    consistency,
    consistency_with,
    inclusion,
    root,
)
from lms.records.queries.verifying import Report, Verification

__all__ = [
    "Fault",
    "Inclusion",
    "RecordDiffers",
    "Report",
    "SealsIncomplete",
    "Verification",
    "consistency",
    "consistency_with",
    "heads",
    "inclusion",
    "latest_head",
    "root",
    "sealed_in",
    "settled",
    "unsealed_since",
]
